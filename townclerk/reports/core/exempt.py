"""Exempt parts of a report: what the public version leaves out, and what it says instead."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from townclerk.kernel.errors import Problem
from townclerk.reports.core.passages import Passage

ACT = "Part 1 of Schedule 12A to the Local Government Act 1972"


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """How many passages one paragraph of the Schedule keeps back, and why the public loses."""

    paragraph: str
    description: str
    count: int
    public_interest: str = ""


def withheld(
    passages: Sequence[Passage], descriptions: Mapping[str, str], reasons: Mapping[str, str]
) -> tuple[Withheld, ...]:
    """The passages kept from the public, counted by the paragraph of the Schedule.

    Units: counts of paragraphs and tables.
    Source: Local Government Act 1972, section 100I and Schedule 12A, Parts 1 and 2.
    Applies: to reports of principal councils in England; the paragraph is the writer's to name.
    Rounding: none.
    Example: two paragraphs under paragraph 3 and one under 5 give (3, 2) and (5, 1).
    """
    counted = Counter(one.exempt for one in passages if one.exempt)
    return tuple(
        Withheld(
            paragraph=paragraph,
            description=descriptions.get(paragraph, ""),
            count=count,
            public_interest=reasons.get(paragraph, ""),
        )
        for paragraph, count in sorted(counted.items())
    )


def runs(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Neighbours that are kept back under the same paragraph together; open ones each alone."""
    return [list(one) for _, one in groupby(passages, key=lambda p: p.exempt or f"open {p.place}")]


def sentence(run: Sequence[Passage]) -> str:
    """What stands in the public version where passages are left out."""
    numbers = [one.number for one in run if one.number]
    tables = len(run) - len(numbers)
    what = []
    if numbers:
        named = numbers[0] if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"
        plural = "Paragraph" if len(numbers) == 1 else "Paragraphs"
        what.append(f"{plural} {named}")
    if tables:
        what.append(f"{tables} table{'s' if tables > 1 else ''}")
    subject = " and ".join(what)
    verb = "is" if len(run) == 1 else "are"
    return f"{subject} {verb} withheld: exempt under paragraph {run[0].exempt} of {ACT}."


def problems(
    passages: Sequence[Passage],
    descriptions: Mapping[str, str],
    reasons: Mapping[str, str],
    stated: object,
) -> list[Problem]:
    """Why the exempt parts cannot go out for clearance, all at once.

    Units: `stated` is the cover's answer, “yes” or “no”. Source: Local Government Act 1972,
    section 100B and Schedule 12A, paragraph 10 (the public interest test).
    Applies: to reports of principal councils in England. Rounding: none.
    Example: a paragraph marked exempt without a public interest reason is refused.
    """
    used = withheld(passages, descriptions, reasons)
    found = [
        Problem(
            f"{one.exempt} is no paragraph of {ACT} on the day of the meeting.",
            field=one.where,
            hint=f"There are: {', '.join(sorted(descriptions))}.",
            code="exempt",
        )
        for one in passages
        if one.exempt and one.exempt not in descriptions
    ]
    found += [
        Problem(
            f"No reason is given why withholding under paragraph {one.paragraph} serves the "
            "public better than opening it.",
            field="exempt",
            hint="Give the public interest reason on the page of exempt parts.",
            code="public-interest",
        )
        for one in used
        if one.paragraph in descriptions and not one.public_interest
    ]
    if used and stated == "no":
        found.append(
            Problem(
                "The cover says that nothing is exempt, and parts of the report are marked so.",
                field="exempt",
                hint="Choose “yes”, or take the marks out.",
                code="exempt",
            )
        )
    if not used and stated == "yes":
        found.append(
            Problem(
                "The cover says that something is exempt, and no part of the report is marked so.",
                field="exempt",
                hint="Mark the exempt paragraphs, or choose “no”.",
                code="exempt",
            )
        )
    return found
