"""Whole made-up reports: clean, or the same report with one fault planted."""

import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bench.number_papers import figures as say
from bench.number_papers import topics, words
from bench.number_papers.world import World
from townclerk.reports.core.checking.model import (
    KnownFigure,
    Mark,
    Paper,
    Paragraph,
    Section,
)

KINDS = (*(kind for _, _, kinds in topics.TOPICS for kind in kinds), *topics.WHOLE)


@dataclass
class Made:
    """A report, what it is held against, and where its fault stands."""

    paper: Paper
    figures: tuple
    earlier: tuple
    at: frozenset


def make(seed, fault="", sections=14):
    """The report of a seed; with a fault it is the same report but for the fault."""
    rng = _draw(seed)
    services = list(words.SERVICES) * 3
    rng.shuffle(services)
    on = date(rng.randint(2016, 2025), rng.randint(2, 11), rng.randint(1, 28))
    world = World(rng, on, on.year, rng.choice(("slash", "dash", "en")), services, fault)
    chosen = _chosen(_draw(seed * 7 + 1), fault, sections)
    body, used = [], set()
    faulty = next((n for n, topic in enumerate(chosen) if fault in topic[2]), -1)
    for place, (name, build, _) in enumerate(chosen):
        # Each section draws from its own source, so that a fault changes nothing else.
        world.rng = _draw(f"{seed}-{place}")
        world.fault = fault if place == faulty else ""
        title = _title(world, name, used)
        blocks = build(world, title)
        if world.rng.random() < 0.5:
            blocks.append(Paragraph(world.pick(words.FILLERS)))
        body.append(Section(title, tuple(blocks)))
    world.fault = fault
    world.rng = _draw(f"{seed}-whole")
    summary = _summary(world)
    earlier, body = _earlier(world, body)
    authored = fault in ("unbound", "figure", "bind", "sound-authored")
    figures = _figures(world, body)
    sections_ = (summary, *body)
    if authored:
        sections_ = tuple(_marked(world, one, n) for n, one in enumerate(sections_))
    return Made(
        Paper(title="Report", sections=sections_, on=on, authored=authored),
        tuple(figures),
        tuple(earlier),
        frozenset(world.at),
    )


def _draw(seed):
    return random.Random(seed)  # noqa: S311 (made-up reports, the same for the same seed)


def _chosen(rng, fault, sections):
    must = [topic for topic in topics.TOPICS if fault in topic[2]]
    names = [topic for topic in topics.TOPICS if topic[0] != "facts"]
    chosen = [rng.choice(names) for _ in range(sections - 2)]
    if must and must[0] not in chosen:
        chosen[rng.randrange(len(chosen))] = must[0]
    chosen.insert(rng.randrange(len(chosen)), topics.TOPICS[-1])
    return chosen


def _title(world, name, used):
    for _ in range(40):
        title = (
            f"{world.pick(words.SERVICES)}: "
            f"{world.pick(('progress', 'position', 'update', 'review'))}"
        )
        if name == "diary":
            title = world.pick(
                ("Dates to note", "Coming up", "Engagement diary", "Calendar of events")
            )
        if title not in used:
            break
        title = f"{title} {len(used)}"
    used.add(title)
    return title


def _summary(world):
    """The facts of the report told again, in other words and to other places."""
    rng = world.rng
    title = world.pick(words.SUMMARY_TITLES)
    told = rng.sample(world.facts, 3)
    blocks = []
    for n, (where, name, unit, exact) in enumerate(told):
        value = exact
        if n == 0 and world.planted("repeated", title):
            world.at.add(where)
            value = say.shifted(rng, exact, least=_telling(unit, exact))
        blocks.append(
            Paragraph(topics.fact_sentence(world, name, topics.shown_value(rng, unit, value)))
        )
    blocks.append(Paragraph(world.pick(words.MILESTONES).format(when=_month(world, 0))))
    return Section(title, tuple(blocks))


def _telling(unit, value):
    """How far off a value must be for its rounding not to hide it."""
    return max(120, value // 20) if unit == "money" else max(2, value // 30)


def _month(world, later):
    """A month of the next year; a few months later where the fault is that."""
    month = (world.on.month + later) % 12
    return f"{words.MONTHS[month]} {world.on.year + 1}"


def _earlier(world, body):
    """A report of the year before: some of its paragraphs, its own numbers, last year's values."""
    rng = world.rng
    fillers = [
        words.CLAIMS,
        words.SAFETY,
    ]
    year = say.year(world.first - 2, world.style)
    name, unit = rng.choice(words.FACTS[:13])
    value, shown = topics.a_value(rng, unit)
    old = (
        Section("Assurance", (Paragraph(fillers[0]), Paragraph(fillers[1]))),
        Section("Numbers", (Paragraph(f"In {year} {name} {world.pick(words.IS)} {shown}."),)),
    )
    paper = Paper(
        title="Last year’s report", sections=old, on=world.on.replace(year=world.on.year - 1)
    )
    now = value
    if world.planted("earlier", "Comparison"):
        now = say.shifted(rng, value, least=_telling(unit, value))
    told = Paragraph(
        f"In {year} {name} {world.pick(words.IS)} {topics.shown_value(rng, unit, now)}."
    )
    text = (
        "Managers of claims now settle early in fewer cases, and lessons are shared each quarter."
    )
    if world.planted("stale", "Comparison"):
        text = rng.choice(fillers)
    later = rng.randint(2, 8) if world.planted("two-dates", "Comparison") else 0
    if later:
        world.at.update(words.SUMMARY_TITLES)
    milestone = Paragraph(world.pick(words.MILESTONES).format(when=_month(world, later)))
    return [paper], [*body, Section("Comparison", (told, Paragraph(text), milestone))]


def _figures(world, body):
    """Known figures for the facts of the report, with their exact values."""
    found = []
    for _, name, unit, value in world.facts:
        number = Decimal(value) * 1000 if unit == "money" else Decimal(value)
        number = number / 10 if unit in ("percent", "days") else number
        ulp = (
            Decimal(1000) if unit == "money" else Decimal(1) if unit == "count" else Decimal("0.1")
        )
        shown = f"{number:,}"
        label = name.removeprefix("the ").removeprefix("number of ").capitalize()
        kind = {"count": "plain", "days": "day"}.get(unit, unit)
        found.append(KnownFigure(label, number, kind, ulp, shown, f'figure("made.{len(found)}")'))
    return found


def _marked(world, section, place):
    """A report written here: every number bound or marked, but one where that is the fault."""
    from townclerk.reports.core.checking.reading import split_sentences

    title = section.title
    blocks = []
    spoil = world.rng.randrange(3) if place == 0 else -1
    for n, block in enumerate(section.blocks):
        if not isinstance(block, Paragraph):
            blocks.append(block)
            continue
        text = block.text
        kind = "bound"
        if place == 0 and n == spoil and world.fault in topics.WHOLE:
            world.at.add(title)
            if world.fault == "figure":
                _, name, unit, value = _of(world, text)
                value = say.shifted(
                    world.rng,
                    value,
                    least=_telling(unit, value),
                )
                text = topics.fact_sentence(world, name, topics.shown_value(world.rng, unit, value))
                kind = "literal"
            elif world.fault in ("bind", "unbound"):
                kind = "literal" if world.fault == "bind" else ""
        marks = (Mark(0, len(text), kind, "a source"),) if kind else ()
        assert split_sentences(text)
        blocks.append(Paragraph(text, marks, block.item))
    return Section(title, tuple(blocks))


def _of(world, text):
    return next(one for one in world.facts if one[1].lower() in text.lower())
