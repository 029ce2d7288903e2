"""Sections on proposals, risks and small counts of made-up reports."""

from bench.number_papers import figures as say
from bench.number_papers import words
from townclerk.reports.core.checking.model import Paragraph, Table


def options(world, title):
    """Options printed in thousands, told in full, with their posts and what is spent again."""
    rng = world.rng
    names = world.take(4)
    pounds = [rng.randint(120, 900) * 1000 + rng.choice((0, 300, 400, 0)) for _ in names]
    if world.planted("cut-down", title):
        pounds[0] = pounds[0] // 1000 * 1000 + rng.choice((600, 700, 850))
    printed = [one // 1000 for one in pounds]
    rows = [*zip(names, printed, strict=True), ("Total", sum(printed))]
    caption = world.pick(("Options put forward (£000)", "Service options (£k)", "Proposals (£000)"))
    table = Table(caption, ("Option", "Amount"), tuple((a, f"{b:,}") for a, b in rows))
    told = world.pick(
        (
            "{name} gives up £{value:,}.",
            "£{value:,} is taken out of {lower}.",
            "The option for {lower} is worth £{value:,}.",
        )
    ).format(name=names[0], lower=names[0][:1].lower() + names[0][1:], value=pounds[0])
    scope = rng.randint(4, 30)
    vacant = rng.randint(1, scope // 2)
    lost = rng.randint(1, scope - vacant)
    if world.planted("posts", title):
        lost = scope - vacant + rng.randint(1, 4)
    posts = world.pick(
        (
            "Posts in scope: {a}. Vacancies deleted: {b}. Redundancies: {c}.",
            "Staff in scope: {a}. Vacant posts deleted: {b}. Compulsory redundancies: {c}.",
        )
    ).format(a=scope, b=vacant, c=lost)
    blocks = [table, Paragraph(told), Paragraph(posts)]
    if world.planted("net-or-gross", title):
        again = printed[1] // 5 // 10 * 10 + 10
        spent = world.pick(("£{a}k of it is reinvested", "£{a}k is ploughed back")).format(a=again)
        blocks.append(
            Paragraph(f"The saving on {names[1].lower()} is £{printed[1]}k; {spent} in prevention.")
        )
    if world.planted("misprint", title):
        thousands, rest = divmod(rng.randint(12_000, 980_000), 1000)
        blocks.append(Paragraph(f"Fees brought in £{thousands}, {rest:03d} over the year."))
    return blocks


def risks(world, title):
    """A register of risks whose scores are products."""
    rng = world.rng
    rows = []
    for name in rng.sample(words.RISKS, 4):
        likely, impact = rng.randint(2, 5), rng.randint(2, 5)
        rows.append([name, likely, impact, likely * impact])
    if world.planted("product", title):
        row = rng.choice(rows)
        row[3] += rng.choice((-1, 1, 2, 3))
    heads = world.pick((("Likelihood", "Impact", "Score"), ("Probability", "Severity", "Rating")))
    table = Table(
        "The largest risks", ("Risk", *heads), tuple((r[0], *map(str, r[1:])) for r in rows)
    )
    return [table, Paragraph(world.pick(words.FILLERS))]


def small_counts(world, title):
    """Percentages of a count, in pairs with their parts or by themselves."""
    rng = world.rng
    thing, reasons = world.once(words.THINGS)
    told = rng.sample(reasons, 3)
    parts = [rng.randint(9, 90) for _ in told]
    whole = sum(parts)
    shares = [part / whole * 100 for part in parts]
    if world.planted("paired-share", title):
        spoil = rng.randrange(3)
        shares[spoil] += rng.choice((-1, 1)) * rng.randint(4, 9)
    pairs = ", ".join(
        f"{part} ({share:.0f}%) {reason}"
        for part, share, reason in zip(parts, shares, told, strict=True)
    )
    first = f"Of the {whole} {thing}, {pairs}."
    base = rng.randint(41, 140)
    picks = [rng.randint(5, base // 2) for _ in range(3)]
    texts = [f"{one / base * 100:.2f}%" for one in picks]
    if world.planted("share-of-count", title):
        texts[1] = f"{picks[1] / base * 100 + 0.07:.2f}%"
    survey = world.once(words.SURVEYS)
    second = (
        f"The {survey} had {base} replies. Of these, {texts[0]} were content, {texts[1]} were not "
        f"and {texts[2]} had no view."
    )
    last, now = rng.randint(60, 300), rng.randint(310, 600)
    more = now - last
    if world.planted("difference", title):
        more = say.shifted(rng, more, least=3)
    third = world.pick(
        (
            "The {line} hotline took {a} calls, {b} more than in the year before ({c}).",
            "Visitors to the {line} stand numbered {a}, {b} more than the {c} of last year.",
        )
    ).format(line=world.once(words.LINES), a=now, b=more, c=last)
    return [Paragraph(first), Paragraph(second), Paragraph(third)]


def revised(world, title):
    """A gap that was revised, and a sentence that says which of the two it means."""
    rng = world.rng
    what = world.once(words.GAPS)
    years = say.years(world.first, 3, world.style)
    before = [rng.randint(5000, 30000) for _ in years]
    change = [rng.randint(-4000, -900) for _ in years]
    after = [a + b for a, b in zip(before, change, strict=True)]
    rows = [
        (f"Original {what}", *before, sum(before)),
        ("Revisions", *change, sum(change)),
        (f"Revised {what}", *after, sum(after)),
    ]
    table = Table(
        f"How the {what} has moved (£000)",
        ("", *years, "Total"),
        tuple((row[0], *(f"{one:,}" for one in row[1:])) for row in rows),
    )
    value = sum(before) if world.planted("superseded", title) else sum(after)
    told = world.pick(
        (
            "The {w} of £{v:.1f}m has to be met.",
            "The council must close the {w} of £{v:.1f}m.",
            "Plans are needed for the {w} of £{v:.1f}m.",
        )
    ).format(w=what, v=value / 1000)
    return [table, Paragraph(told)]
