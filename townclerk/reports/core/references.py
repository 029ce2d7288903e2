"""The references by which consultees clear reports: letters, a number, and the year."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from townclerk.kernel.errors import Problem


@dataclass(frozen=True, kw_only=True)
class Consultee:
    """Who clears a report, by which role, and how the reference is made up."""

    kind: str
    title: str
    role: str
    letters: str = ""
    approves: str = ""
    """Of what of the report they approve it: its unit or its portfolio. Who approves gives no
    reference, after those who clear, and is asked where the report names that unit or portfolio."""

    @property
    def example(self) -> str:
        return f"{self.letters} 4466/17"


APPROVES = ("unit", "portfolio")


def asked(consultees: Iterable[Consultee], named: Collection[str]) -> tuple[Consultee, ...]:
    """Who of a form is asked for a report that names these of `APPROVES`.

    Units: none. Source: the council's practice; the form is its data. Applies: on the day of the
    meeting, by the form in force. Rounding: none.

    >>> head = Consultee(kind="director", title="Director", role="head-of-service", approves="unit")
    >>> asked([head], named=())
    ()
    """
    return tuple(one for one in consultees if not one.approves or one.approves in named)


def reference_problems(
    consultee: Consultee, reference: str, *, meeting: date, taken: Iterable[str]
) -> list[Problem]:
    """Why a reference cannot be given: its shape, its year, or that another report has it.

    Units: text. Source: the council's practice; the letters are data of the form.
    Applies: the year is that of the meeting or the one before, when the report was written.
    Rounding: none.

    >>> finance = Consultee(kind="finance", title="Finance", role="s151-officer", letters="FD")
    >>> reference_problems(finance, "FD 4466/17", meeting=date(2017, 1, 12), taken=())
    []
    """
    text = " ".join(reference.split())
    if not text:
        return [Problem("The clearance has no reference.", field="reference", code="blank")]
    found = re.fullmatch(rf"{re.escape(consultee.letters)} ?(\d+)/(\d\d)", text)
    if found is None:
        return [
            Problem(
                f"“{text}” is not a reference of {consultee.title.lower()}.",
                field="reference",
                hint=f"Write it as {consultee.example}: letters, number, and the year.",
                code="reference",
            )
        ]
    problems = []
    if int(found[2]) not in (meeting.year % 100, (meeting.year - 1) % 100):
        problems.append(
            Problem(
                f"{text} is of another year than the meeting.",
                field="reference",
                hint=f"Use the year of the meeting, {meeting.year}, or the year before.",
                code="year",
            )
        )
    if text in set(taken):
        problems.append(
            Problem(f"Another report has {text}.", field="reference", hint="Give the next number.")
        )
    return problems


def next_reference(consultee: Consultee, *, on: date, given: Iterable[str]) -> str:
    """The next free reference of the year.

    Units: text. Source: the council's practice. Applies: numbers run through a calendar year.
    Rounding: none.

    >>> legal = Consultee(kind="legal", title="Legal", role="monitoring-officer", letters="LD")
    >>> next_reference(legal, on=date(2017, 1, 9), given=["LD 3749/17", "LD 90/16"])
    'LD 3750/17'
    """
    year = f"{on.year % 100:02d}"
    pattern = re.compile(rf"{re.escape(consultee.letters)} ?(\d+)/{year}")
    numbers = [int(found[1]) for one in given if (found := pattern.fullmatch(one))]
    return f"{consultee.letters} {max(numbers, default=0) + 1}/{year}"
