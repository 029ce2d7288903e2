"""Rates over years, counts beside targets, and what is claimed of them in words."""

from bench.number_papers import figures as say
from bench.number_papers import words
from bench.number_papers.world import lower
from townclerk.reports.core.checking.model import Paragraph, Table


def rates(world, title):
    """A rate over years beside a national one, with claims in words."""
    rng = world.rng
    subject = world.once(words.RATES)
    years = say.years(world.first - 4, 5, world.style)
    gap = rng.choice((5, 8, 10, 12, 15))
    side = rng.choice((-1, 1))
    constant = world.fault == "points-below" or rng.random() < 0.5
    ours, theirs = _series(world, title, gap, side, constant=constant)
    labels = _labels(world, title, years)
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
                    "In {y} {s} was {v}, the best of the five years, and the highest since {f}.",
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


def _series(world, title, gap, side, *, constant):
    """Five years of a rate that rises, and of another at a distance."""
    rng = world.rng
    ours = [rng.randint(880, 960)]
    for _ in range(4):
        ours.append(ours[-1] + rng.randint(2, 11))
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
    return ours, theirs


def _labels(world, title, years):
    """The years of the table, one of them wrong where that is the fault."""
    rng = world.rng
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
    return labels
