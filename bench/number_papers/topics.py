"""The sections of made-up reports: each builds its blocks, with one fault planted when asked."""

from datetime import date, timedelta

from bench.number_papers import figures as say
from bench.number_papers import money, proposals, rates, words
from townclerk.reports.core.checking.model import Paragraph


def parts(world, title):
    """A total and its parts, a share, and a change on the year before."""
    rng = world.rng
    thing, reasons = world.once(words.THINGS)
    told = rng.sample(reasons, 3)
    numbers = [rng.randint(40, 700) for _ in told]
    whole = sum(numbers)
    shown = numbers[:]
    if world.planted("parts", title):
        shown[rng.randrange(3)] += rng.choice((-1, 1)) * rng.randint(2, 30)
    listed = f"{shown[0]:,} {told[0]}, {shown[1]:,} {told[1]} and {shown[2]:,} {told[2]}"
    first = world.pick(
        (
            "There were {w:,} {t}, made up of {l}.",
            "The {w:,} {t} consisted of {l}.",
            "We had {w:,} {t} in all: {l}.",
            "{w:,} {t} were split between {l}.",
        )
    ).format(w=whole, t=thing, l=listed)
    if world.planted("residual", title):
        first = (
            f"There were {whole:,} {thing}: {listed}, with "
            f"{world.pick(('a small number', 'a handful', 'the remainder'))} for other reasons."
        )
    share = numbers[0] / whole * 100
    if world.planted("share", title):
        share += rng.choice((-1, 1)) * rng.randint(4, 9)
    second = f"Of these, {numbers[0]:,} of the {whole:,} ({share:.0f}%) came {told[0]}."
    before = rng.randint(100, 900)
    grown = before + rng.randint(20, 300)
    rise = grown - before
    if world.planted("rise", title):
        rise = say.shifted(rng, rise, least=3)
    third = world.pick(
        (
            "Contacts by {c} rose from {a:,} to {b:,}, an increase of {r:,}.",
            "Contacts by {c} went up by {r:,}, from {a:,} to {b:,}.",
            "Contacts through {c} increased from {a:,} last year to {b:,} this year, {r:,} more.",
        )
    ).format(c=world.once(words.CHANNELS), a=before, b=grown, r=rise)
    doubled = rng.randint(60, 300)
    factor = 2 if not world.planted("doubled", title) else rng.choice((1.45, 1.6, 3.1))
    what = world.once(words.GROWING)
    fourth = (
        f"{what} {world.pick(('doubled', 'have doubled'))}, from {doubled:,} to "
        f"{round(doubled * factor):,}."
    )
    return [Paragraph(first), Paragraph(second), Paragraph(third), Paragraph(fourth)]


def diary(world, title):
    """Dates with weekdays, a period, an event told in another section too."""
    rng = world.rng
    told = []
    for name in [world.once(words.EVENTS) for _ in range(3)]:
        on = say.some_day(rng, world.on + timedelta(days=70), 55)
        with_year = rng.random() < 0.6
        shown = say.day(rng, on, year=with_year)
        told.append(f"{name} {world.pick(words.EVENT_VERBS).format(date=shown)}.")
    if world.planted("weekday", title):
        on = say.some_day(rng, world.on + timedelta(days=70), 55)
        wrong = on + timedelta(days=rng.randint(1, 6))
        text = say.day(rng, on, year=rng.random() < 0.5)
        text = text.replace(words.WEEKDAYS[on.weekday()], words.WEEKDAYS[wrong.weekday()], 1)
        told[0] = f"{world.once(words.EVENTS)} {world.pick(words.EVENT_VERBS).format(date=text)}."
    if world.planted("impossible", title):
        month = rng.choice((4, 6, 9, 11))
        told[1] = f"Responses are wanted by 31 {words.MONTHS[month - 1]} {world.on.year}."
        if rng.random() < 0.3:
            told[1] = f"Responses are wanted by 30 February {world.on.year}."
    start = say.some_day(rng, world.on - timedelta(days=120), 30)
    end = start + timedelta(days=rng.randint(20, 80))
    if world.planted("order", title):
        start, end = end, start
    period = (
        f"The consultation ran from {say.day(rng, start, weekday=False)} to "
        f"{say.day(rng, end, weekday=False)}."
    )
    closed = world.on.year - 1 if world.on.month > 4 else world.on.year - 2
    done = date(closed, 9, 1)
    if world.planted("year-end", title):
        done = date(closed, 1, 1)
    final = world.pick(
        ("statement of accounts was", "final accounts were", "audited accounts were")
    )
    accounts = (
        f"The {say.year(closed - 1, world.style)} {final} "
        f"approved in {words.MONTHS[done.month - 1]} {done.year}."
    )
    return [
        Paragraph(" ".join(told[:2])),
        Paragraph(told[2]),
        Paragraph(period),
        Paragraph(accounts),
    ]


def listing(world, title):
    """A list with its count."""
    rng = world.rng
    entries = rng.sample(words.ENTRIES, rng.randint(6, 11))
    number = len(entries)
    if world.planted("duplicate", title):
        again = rng.choice(entries)
        entries.insert(
            rng.randrange(len(entries)),
            rng.choice((again, again.lower().capitalize(), again + ".")),
        )
        number = len(entries)
    if world.planted("list-count", title):
        number += rng.choice((-1, 1, 2))
    lead = world.pick(words.LEADS).format(n=say.count(rng, number))
    return [
        Paragraph(lead),
        *(Paragraph(one, item=True) for one in entries),
        Paragraph(world.pick(words.FILLERS)),
    ]


def facts(world, title):
    """Single facts; some are told again in the summary, some are known figures."""
    rng = world.rng
    blocks = []
    for name, unit in rng.sample(words.FACTS, 5):
        value, shown = a_value(rng, unit)
        world.facts.append((title, name, unit, value))
        blocks.append(Paragraph(fact_sentence(world, name, shown)))
    return blocks


def a_value(rng, unit):
    if unit == "money":
        value = rng.randint(1100, 64000)
        return value, say.pounds(rng, value)
    if unit == "count":
        value = rng.randint(130, 4800)
        return value, f"{value:,}"
    if unit == "days":
        value = rng.randint(61, 140)
        return value, f"{value / 10:.1f} days"
    value = rng.randint(120, 970)
    return value, say.percent(rng, value)


def shown_value(rng, unit, value):
    if unit == "money":
        return say.pounds(rng, value) if rng.random() < 0.7 else f"£{value / 1000:.1f}m"
    if unit == "count":
        return f"{value:,}"
    return f"{value / 10:.1f} days" if unit == "days" else say.percent(rng, value)


def fact_sentence(world, name, shown):
    form = world.pick(words.FACT_SAID)
    return form.format(
        Fact=name[:1].upper() + name[1:], fact=name, is_=world.pick(words.IS), value=shown
    )


TOPICS = (
    (
        "money",
        money.money_table,
        ("down", "across", "cell", "text-table", "text-total", "range", "scale"),
    ),
    ("budget", money.budget_table, ("variance", "percent-column", "text-variance")),
    (
        "rates",
        rates.rates,
        ("points-below", "trend", "highest", "year-label", "percent-points", "change"),
    ),
    ("counts", rates.counts_table, ("n-of-m", "text-count", "largest")),
    ("parts", parts, ("parts", "residual", "share", "rise", "doubled")),
    ("diary", diary, ("weekday", "impossible", "order", "year-end")),
    ("listing", listing, ("duplicate", "list-count")),
    ("options", proposals.options, ("cut-down", "posts", "net-or-gross", "misprint")),
    ("risks", proposals.risks, ("product",)),
    ("small", proposals.small_counts, ("paired-share", "share-of-count", "difference")),
    ("revised", proposals.revised, ("superseded",)),
    ("facts", facts, ()),
)
WHOLE = ("repeated", "earlier", "stale", "two-dates", "figure", "bind", "unbound")
"""Faults that are planted in the report as a whole."""
