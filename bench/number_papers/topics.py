"""The sections of made-up reports: each builds its blocks, with one fault planted when asked."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.number_papers import figures as say
from bench.number_papers import words
from townclerk.reports.core.checking.model import KnownFigure, Paragraph, Section, Table


@dataclass
class World:
    """What a report is made of, and what stands in several of its sections."""

    rng: object
    on: date
    first: int
    style: str
    services: list
    fault: str = ""
    facts: list = field(default_factory=list)
    figures: list = field(default_factory=list)
    earlier: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    at: set = field(default_factory=set)
    """The titles of the sections the fault touches."""

    def planted(self, kind, title):
        if self.fault == kind:
            self.at.add(title)
            return True
        return False

    def pick(self, bank):
        return self.rng.choice(bank)

    def take(self, number):
        """Services for one table: each once, and used again only when all have been."""
        taken = list(dict.fromkeys(self.services))[:number]
        for one in taken:
            self.services.remove(one)
        return taken

    def once(self, bank):
        """One of a bank that no other section of the report has; when all are gone, any."""
        left = [one for one in bank if one not in self.gone] or list(bank)
        found = self.rng.choice(left)
        self.gone.append(found)
        return found

    def opened(self, sentence):
        opener = self.pick(words.OPENERS)
        return opener + (sentence if opener else sentence[:1].upper() + sentence[1:]) + "."


def lower(name):
    return name[:1].lower() + name[1:]


def money_table(world, title):
    """A table over years with totals both ways, and sentences that quote it."""
    rng = world.rng
    names = world.take(rng.randint(4, 6))
    years = say.years(world.first, rng.randint(3, 4), world.style)
    unit, places = rng.choice((("£000", None), ("£m", 3), ("£k", None)))
    caption = world.once(words.CAPTIONS_MONEY)
    cells = {name: [rng.randint(120, 9800) for _ in years] for name in names}
    rows = [(name, *cells[name], sum(cells[name])) for name in names]
    totals = [sum(cells[name][n] for name in names) for n in range(len(years))]
    rows.append(
        (world.pick(("Total", "TOTAL", "Overall total", "All services")), *totals, sum(totals))
    )
    rows = [list(row) for row in rows]
    true = [row[:] for row in rows]
    if world.planted("down", title):
        spoil = rng.randrange(1, len(years) + 1)
        rows[-1][spoil] = say.shifted(rng, rows[-1][spoil], least=2)
    if world.planted("across", title):
        spoil = rng.randrange(len(names))
        rows[spoil][-1] = say.shifted(rng, rows[spoil][-1], least=2)
    if world.planted("cell", title):
        spoil = rng.randrange(len(names))
        column = rng.randrange(1, len(years) + 1)
        rows[spoil][column] = say.shifted(rng, rows[spoil][column], least=2)

    def shown(value):
        return f"{value:,}" if unit != "£m" else f"{value / 1000:,.3f}"

    header = (
        world.pick(("", "Service", "Line")),
        *years,
        world.pick(("Total", "Whole plan", "All years")),
    )
    table = Table(
        f"{caption} ({unit})", header, tuple((row[0], *map(shown, row[1:])) for row in rows)
    )
    told = rng.sample(range(len(names)), 2)
    sentences = []
    for n, place in enumerate(told):
        column = rng.randrange(len(years))
        value = true[place][column + 1]
        if n == 0 and world.planted("text-table", title):
            value = say.shifted(rng, value, least=15)
        amount = say.pounds(rng, value)
        if n == 0 and world.planted("scale", title):
            amount = f"£{value:,}m" if rng.random() < 0.5 else f"£{value / 100:,.2f}m"
        said = world.pick(words.SPENT).format(
            name=names[place], lower=lower(names[place]), value=amount
        )
        sentences.append(world.opened(f"in {years[column]} {said}"))
    whole = true[-1][-1]
    if world.planted("text-total", title):
        whole = say.shifted(rng, whole, least=60)
    total = say.pounds(rng, whole) if rng.random() < 0.6 else f"£{whole / 1000:,.1f}m"
    sentences.append(
        world.opened(
            world.pick(words.TOTALS_MONEY).format(
                caption=caption, lower=lower(caption), value=total
            )
        )
    )
    low, high = true[told[0]][-1] * 9 // 10 // 10 * 10, true[told[0]][-1] * 11 // 10 // 10 * 10
    if world.planted("range", title):
        low, high = low * 7 // 10 // 10 * 10, true[told[0]][-1] * 9 // 10 // 10 * 10
    form = world.pick(
        ("between £{a:,}k and £{b:,}k", "£{a:,}k to £{b:,}k", "from £{a:,}k to £{b:,}k")
    )
    sentences.append(
        f"Over the whole period {lower(names[told[0]])} is put at {form.format(a=low, b=high)}."
    )
    return [
        Paragraph(" ".join(sentences[:2])),
        table,
        Paragraph(sentences[2]),
        Paragraph(sentences[3]),
    ]


def budget_table(world, title):
    """Budget, forecast and variance with a percentage, rounded or exact."""
    rng = world.rng
    names = world.take(rng.randint(4, 5))
    rows = []
    for name in names:
        budget = rng.randint(900, 42000)
        forecast = budget + rng.choice((-1, 1)) * rng.randint(20, max(30, budget // 9))
        rows.append([name, budget, forecast, forecast - budget, (forecast - budget) / budget * 100])
    totals = [sum(row[n] for row in rows) for n in (1, 2, 3)]
    rows.append(["Total", *totals, totals[2] / totals[0] * 100])
    true = [row[:] for row in rows]
    if world.planted("variance", title):
        spoil = rng.randrange(len(names))
        rows[spoil][3] = (1 if rows[spoil][3] > 0 else -1) * say.shifted(
            rng, abs(rows[spoil][3]), least=3
        )
    if world.planted("percent-column", title):
        spoil = rng.randrange(len(names))
        rows[spoil][4] = rows[spoil][4] + rng.choice((-1, 1)) * rng.uniform(0.8, 4)
    heads = world.pick(
        (
            ("Budget", "Forecast", "Variance", "Variance %"),
            ("Approved budget", "Projected outturn", "Over or under", "%"),
            ("Plan", "Actual", "Difference", "Difference (%)"),
        )
    )
    minus = world.pick(("−{}", "-{}", "({})"))

    def signed(value, form):
        return form.format(abs(value)) if value >= 0 else minus.format(form.format(abs(value)))

    table = Table(
        world.pick(
            (
                "Position at the half year (£000)",
                "Forecast by service (£k)",
                "Budget monitoring (£000)",
            )
        ),
        ("Service", *heads),
        tuple(
            (r[0], f"{r[1]:,}", f"{r[2]:,}", signed(r[3], "{:,}"), signed(r[4], "{:.1f}%"))
            for r in rows
        ),
    )
    place = rng.randrange(len(names))
    value = true[place][3]
    shown = abs(value)
    if world.planted("text-variance", title):
        shown = say.shifted(rng, shown, least=max(4, shown // 6))
    word = (
        world.pick(("an overspend", "a pressure"))
        if value > 0
        else world.pick(("an underspend", "a saving"))
    )
    return [
        table,
        Paragraph(f"{names[place]} shows {word} of £{shown:,}k. {world.pick(words.FILLERS)}"),
    ]


def rates(world, title):
    """A rate over years beside a national one, with claims in words."""
    rng = world.rng
    subject = world.once(words.RATES)
    years = say.years(world.first - 4, 5, world.style)
    gap = rng.choice((5, 8, 10, 12, 15))
    ours = [rng.randint(880, 960)]
    for _ in range(4):
        ours.append(ours[-1] + rng.randint(2, 11))
    side = rng.choice((-1, 1))
    constant = world.fault == "points-below" or rng.random() < 0.5
    theirs = [v - side * (gap if constant else gap + rng.randint(0, 4)) for v in ours]
    if world.planted("points-below", title):
        spoil = rng.randrange(1, 4)
        theirs[spoil] = ours[spoil] - side * (gap + rng.choice((-3, 3)))
    if world.planted("trend", title):
        spoil = rng.randrange(1, 5)
        ours[spoil] = ours[spoil - 1] - rng.randint(1, 9)
        theirs = [v - side * (gap if constant else gap + 2) for v in ours]
    if world.planted("highest", title):
        spoil = rng.randrange(1, 4)
        ours[spoil] = ours[-1] + rng.randint(4, 20)
        theirs = [v - side * (gap if constant else gap + 2) for v in ours]
    labels = years[:]
    if world.planted("year-label", title):
        spoil = rng.randrange(1, 5)
        labels[spoil] = rng.choice(
            (
                labels[spoil][:5] + labels[spoil][2:4],
                say.year(world.first - 4 + spoil + 1, world.style)
                if spoil < 4
                else labels[spoil - 1],
            )
        )
    other = world.pick(("National average", "England", "Neighbouring councils"))
    own = world.pick(("This council", "Our rate", "Council"))
    if rng.random() < 0.5:
        table = Table(
            f"{subject} (%)",
            ("Year", own, other),
            tuple(
                (y, f"{a / 10:.1f}", f"{b / 10:.1f}")
                for y, a, b in zip(labels, ours, theirs, strict=True)
            ),
        )
    else:
        table = Table(
            f"{subject} (%)",
            ("", *labels),
            ((own, *(f"{a / 10:.1f}" for a in ours)), (other, *(f"{b / 10:.1f}" for b in theirs))),
        )
    where = "below" if side < 0 else "above"
    target = {
        "National average": "the national average",
        "England": "the average for England",
        "Neighbouring councils": "neighbouring councils",
    }[other]
    told = []
    if constant:
        amount = (
            f"{gap / 10:g} percentage points"
            if gap != 10
            else world.pick(("one percentage point", "1 percentage point", "a percentage point"))
        )
        told.append(
            f"{subject} has been {amount} {where} {target} in "
            f"{world.pick(('each of the five years', 'every year', 'all five years'))}."
        )
    elif world.fault == "trend" or rng.random() < 0.6 or world.fault == "highest":
        pass
    rising = world.pick(
        (
            "{s} has risen every year.",
            "The rate for {s} rose in each of the five years.",
            "Year on year, the share of {s} has gone up.",
            "{s}: the rate has increased in every one of the five years.",
        )
    )
    if world.fault != "highest":
        told.append(
            rising.format(s=lower(subject))
            if not rising.startswith("{s}")
            else rising.format(s=subject)
        )
    if world.fault != "trend":
        told.append(
            world.pick(
                (
                    "At {v}, {s} in {y} is the highest since {f}.",
                    "In {y} {s} was {v}, the best rate of the five years, and the highest since {f}.",
                )
            ).format(v=say.percent(rng, ours[-1]), s=lower(subject), y=years[-1], f=years[0])
        )
    a, b = ours[-2], ours[-1]
    points = b - a
    unit = world.pick(("percentage points", "points"))
    if world.planted("percent-points", title):
        unit = "%"
    if world.planted("change", title):
        points = points + rng.choice((-1, 1)) * rng.randint(1, 3) or points + 4
    shown = f"{points / 10:.1f}" + ("%" if unit == "%" else f" {unit}")
    told.append(
        world.pick(
            (
                "It rose from {a}% to {b}%, an increase of {p}.",
                "The move from {a}% to {b}% is an improvement of {p}.",
                "The rate went up by {p}, from {a}% to {b}%.",
            )
        ).format(a=f"{a / 10:.1f}", b=f"{b / 10:.1f}", p=shown)
    )
    return [Paragraph(told[0]), table, *(Paragraph(one) for one in told[1:])]


def counts_table(world, title):
    """Counts over years with a target, and how many of the rows met it."""
    rng = world.rng
    what = world.once(words.CAPTIONS_COUNT)
    names = world.take(rng.randint(4, 5))
    rows, met = [], 0
    for name in names:
        target = rng.randint(30, 900)
        hit = rng.random() < 0.55
        actual = target + rng.randint(1, 60) if hit else target - rng.randint(1, 25)
        met += hit
        rows.append((name, target, actual))
    true = met
    if world.planted("n-of-m", title):
        met = rng.choice([n for n in range(1, len(names) + 1) if n != met])
    head = world.pick((("Target", "Result"), ("Target", "Actual"), ("Target", "Achieved")))
    table = Table(what, ("Team", *head), tuple((n, f"{t:,}", f"{a:,}") for n, t, a in rows))
    said = {0: "None"}.get(met, words.NUMBER_WORDS[met].capitalize())
    whole = words.NUMBER_WORDS[len(names)]
    claim = world.pick(
        (
            "{a} of the {b} teams were above target.",
            "{a} out of {b} teams came in above their target.",
            "{a} of the {b} exceeded the target set.",
        )
    ).format(a=said, b=whole)
    place = rng.randrange(len(names))
    value = rows[place][2]
    if world.planted("text-count", title):
        value = say.shifted(rng, value, least=max(3, value // 12))
    unit = what.split(" ")[0].lower()
    quoted = world.pick(words.COUNTED).format(
        name=names[place], lower=lower(names[place]), value=f"{value:,} {unit}"
    )
    best = max(range(len(names)), key=lambda n: rows[n][2])
    if world.planted("largest", title):
        best = min(range(len(names)), key=lambda n: rows[n][2])
    top = f"{names[best]} had the highest {head[1].lower()} of all."
    assert true >= 0
    return [table, Paragraph(claim), Paragraph(world.opened(quoted)), Paragraph(top)]


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
    accounts = (
        f"The {say.year(closed - 1, world.style)} "
        f"{world.pick(('statement of accounts was', 'final accounts were', 'audited accounts were'))} "
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
        money_table,
        ("down", "across", "cell", "text-table", "text-total", "range", "scale"),
    ),
    ("budget", budget_table, ("variance", "percent-column", "text-variance")),
    (
        "rates",
        rates,
        ("points-below", "trend", "highest", "year-label", "percent-points", "change"),
    ),
    ("counts", counts_table, ("n-of-m", "text-count", "largest")),
    ("parts", parts, ("parts", "residual", "share", "rise", "doubled")),
    ("diary", diary, ("weekday", "impossible", "order", "year-end")),
    ("listing", listing, ("duplicate", "list-count")),
    ("facts", facts, ()),
)
WHOLE = ("repeated", "earlier", "stale", "figure", "bind", "unbound")
"""Faults that are planted in the report as a whole."""
__all__ = ["TOPICS", "WHOLE", "KnownFigure", "Section", "World"]
