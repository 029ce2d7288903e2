"""Figures kept with their whole explanation, shown again only as far as the reader may open.

A published report keeps each figure uncut, so that nothing is lost to those who audit it. Nobody
reads what is kept directly: it is cut here as the figure itself would be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from townclerk.figures import permission, register
from townclerk.figures.asking import cut_for
from townclerk.figures.core.cutting import HIDDEN
from townclerk.figures.core.terms import Status
from townclerk.figures.declaration import Question
from townclerk.kernel.explained import Step
from townclerk.kernel.reporting_period import parse_period

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.platform.access.reader import Reader


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A figure as it was kept, cut to its reader."""

    key: str
    label: str
    period: str
    display: str
    explanation: Step


def opened(document: Mapping[str, Any], *, reader: "Reader | Operator") -> Kept:
    """What a reader may see of a kept figure. Raises NotForReader when that is nothing."""
    definition = register.definition(document["key"])
    label = document.get("period") or ""
    question = Question(document["scope"], parse_period(label) if label else None)
    permission.require(definition, question, Status(document["status"]), reader)
    root = Step.from_json(document["explanation"])
    seen = cut_for(definition, question, root, document["display"], reader)
    hidden = seen.display == HIDDEN
    return Kept(
        key=definition.key,
        label=document["label"],
        period=label,
        display=HIDDEN if hidden else document["display"],
        explanation=seen,
    )
