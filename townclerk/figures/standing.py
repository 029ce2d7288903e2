"""How a figure stands: provisional, signed off, published, or revised since it was signed."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from townclerk.figures.core.terms import Status
from townclerk.figures.declaration import Answer, Definition, Question
from townclerk.figures.display import exact
from townclerk.figures.models import SignOff
from townclerk.kernel.display import date_display
from townclerk.kernel.explained import Step
from townclerk.platform.clock import LOCAL


def checksum(step: Step) -> str:
    """A fingerprint of the whole explanation; it changes when anything below the value moves."""
    text = json.dumps(step.to_json(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _place(key: str, question: Question) -> tuple[str, str, str]:
    return key, question.scope, question.period.label if question.period else ""


@dataclass(frozen=True)
class Stood:
    """The status of one answer, when it was signed, and what has moved since."""

    status: Status
    signed_on: date | None = None
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """The sign-offs of the figures asked about, latest first."""

    signed: dict[tuple[str, str, str], list[SignOff]]

    def of(
        self, definition: Definition, question: Question, answer: Answer, whole: Callable[[], Step]
    ) -> Stood:
        """How the answer stands against the sign-off known at the moment asked about; `whole` makes
        its explanation as it was signed, with where its records came from."""
        found = self._sign_off(definition.key, question)
        if found is None:
            return Stood(answer.status, answer.signed_on)
        when = date_display(found.signed_at.astimezone(LOCAL).date())
        if found.value != exact(answer.value):
            revised = Status.REVISED if answer.status.open_to_public else Status.PROVISIONAL
            what = f"Signed off on {when} as {found.display}; the records have moved since."
            return Stood(revised, None, (what,))
        if found.definition_version != definition.definition_version:
            what = f"The definition has changed since the value was signed off on {when}."
            return Stood(answer.status, None, (what,))
        moved: tuple[str, ...] = ()
        if found.checksum != checksum(whole()):
            moved = (f"The value is the one signed off on {when}; what stands below it has moved.",)
        kept = answer.status if answer.status.open_to_public else Status.SIGNED_OFF
        return Stood(kept, found.signed_at.astimezone(LOCAL).date(), moved)

    def _sign_off(self, key: str, question: Question) -> SignOff | None:
        for found in self.signed.get(_place(key, question), ()):
            known = question.known_at is None or found.signed_at <= question.known_at
            if known and (question.as_at is None or found.as_at in (None, question.as_at)):
                return found
        return None


def standing_of(exact_questions: Sequence[tuple[Definition, Question]]) -> Standing:
    """One query for all the figures asked about."""
    keys = {definition.key for definition, _ in exact_questions if not definition.returned}
    signed: dict[tuple[str, str, str], list[SignOff]] = {}
    if keys:
        for row in SignOff.objects.filter(key__in=keys).order_by("-signed_at", "-pk"):
            signed.setdefault((row.key, row.scope, row.period), []).append(row)
    return Standing(signed)
