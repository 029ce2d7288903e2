"""Tables of money in made-up reports, and the sentences that quote them."""

from bench.number_papers import figures as say
from bench.number_papers import words
from bench.number_papers.world import lower
from townclerk.reports.core.checking.model import Paragraph, Table


def money_table(world, title):
    """A table over years with totals both ways, and sentences that quote it."""
    rng = world.rng
    names = world.take(rng.randint(4, 6))
    years = say.years(world.first, rng.randint(3, 4), world.style)
    unit = rng.choice(("£000", "£m", "£k"))
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
