"""A report bound to figures: its sentences, its figures, and its plain text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from townclerk.figures import Ask, Figure, ask_many
from townclerk.figures.asking import ask_each
from townclerk.figures.permission import OPERATOR
from townclerk.figures.presenting import document
from townclerk.kernel.errors import TownclerkError
from townclerk.reports.core.prose import Bound, FigureRef, bind, plain

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.platform.access.reader import Reader
    from townclerk.reports.catalogue import Template
    from townclerk.reports.drafting import Draft

Documents = dict[str, dict[str, Any]]
"""The question of each figure, as text, to the figure with its explanation, as data."""


@dataclass(frozen=True)
class Said:
    """A sentence as it reads with the values given."""

    chapter: str
    paragraph: int
    source: str
    text: str


def documents_of(refs: Sequence[FigureRef], *, reader: "Reader | Operator") -> Documents:
    """Every figure with its explanation, in a constant number of queries."""
    found = ask_many([ask_of(ref) for ref in refs], reader=reader) if refs else []
    return {
        str(ref): document(figure, explain=True) for ref, figure in zip(refs, found, strict=True)
    }


def those_answered(
    refs: Sequence[FigureRef], *, reader: "Reader | Operator"
) -> tuple[Documents, dict[str, str]]:
    """The figures that have a value today, and why the others have none."""
    found = ask_each([ask_of(ref) for ref in refs], reader=reader) if refs else []
    answered: Documents = {}
    refused: dict[str, str] = {}
    for ref, one in zip(refs, found, strict=True):
        if isinstance(one, TownclerkError):
            refused[str(ref)] = str(one)
        else:
            answered[str(ref)] = document(one, explain=True)
    return answered, refused


def answers(
    refs: Iterable[FigureRef], *, reader: "Reader | Operator" = OPERATOR
) -> dict[FigureRef, Figure]:
    """Those that have a value, whoever may open it unless a reader is named, in a constant number
    of queries."""
    asked = list(dict.fromkeys(refs))
    found = ask_each([ask_of(ref) for ref in asked], reader=reader) if asked else []
    return {ref: one for ref, one in zip(asked, found, strict=True) if isinstance(one, Figure)}


def ask_of(ref: FigureRef) -> Ask:
    return Ask(key=ref.key, scope=ref.scope or None, period=ref.period or None, as_at=ref.day)


def say(
    told: "Draft | Template",
    documents: Mapping[str, Mapping[str, Any]],
    places: Mapping[str, str] | None = None,
) -> tuple[Said, ...]:
    """The sentences of a report or a template with the values of these documents."""
    bound = {ref: bound_of(documents[str(ref)]) for ref in told.figures}
    return tuple(
        Said(one.chapter, one.paragraph, one.source, plain(bind(one.parts, bound, places)))
        for one in told.sentences
    )


def bound_of(figure: Mapping[str, Any]) -> Bound:
    return Bound(figure["display"], _sign(figure["value"]), figure["url"])


def _sign(value: Any) -> int | None:
    try:
        number = Fraction(str(value))
    except ValueError:
        return None
    return (number > 0) - (number < 0)


def as_text(content: Mapping[str, Any]) -> str:
    """The published words as plain text, in the order of the report."""
    lines = [content["subject"], f"{content['body']}, {content['meeting_date']}"]
    lines += [
        f"Recommendation {row['number']}: {row['text']}" for row in content["recommendations"]
    ]
    place = ("", 0)
    for sentence in content["sentences"]:
        if sentence["chapter"] != place[0]:
            lines += ["", sentence["chapter"]]
        here = (sentence["chapter"], sentence["paragraph"])
        if here == place:
            lines[-1] += f" {sentence['text']}"
        else:
            lines += ["", sentence["text"]]
        place = here
    return "\n".join(lines) + "\n"
