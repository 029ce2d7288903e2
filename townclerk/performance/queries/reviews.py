"""Reading reviews: how fresh their evidence is, which questions have gaps, what is followed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from townclerk.kernel.errors import TownclerkError
from townclerk.performance.core import reviews as core
from townclerk.performance.models import (
    EvidenceDocument,
    EvidenceLink,
    Review,
    ReviewQuestion,
    ReviewRecommendation,
)
from townclerk.platform import records
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible

R = TypeVar("R", ReviewQuestion, ReviewRecommendation)
TRACKER = "recommendations"
"""The register in which recommendations of every origin are followed."""


@dataclass(frozen=True)
class Document:
    """A document and whether it is too old on the day."""

    document: EvidenceDocument
    stale: bool


@dataclass(frozen=True)
class Question:
    """A question, the documents that answer it, and what is missing."""

    question: ReviewQuestion
    documents: tuple[EvidenceDocument, ...]
    missing: str


@dataclass(frozen=True)
class Followed:
    """A recommendation and how it stands, here or where it is followed."""

    recommendation: ReviewRecommendation
    state: str
    late: bool
    address: str


@dataclass(frozen=True)
class Outlook:
    """A review with everything its page shows."""

    review: Review
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    recommendations: tuple[Followed, ...]

    @property
    def stale(self) -> int:
        return sum(one.stale for one in self.documents)

    @property
    def undated(self) -> int:
        return sum(one.document.dated is None for one in self.documents)

    @property
    def gaps(self) -> int:
        return sum(bool(one.missing) for one in self.questions)


def outlook(review: Review, *, on: date, reader: Reader) -> Outlook:
    documents = list(review.documents.all())
    by_question: dict[int, list[EvidenceDocument]] = defaultdict(list)
    links = EvidenceLink.objects.filter(question__review=review).select_related("document")
    for link in links:
        by_question[link.question_id].append(link.document)
    questions = list(review.questions.all())
    missing = gaps(questions, by_question, on)
    return Outlook(
        review=review,
        documents=tuple(Document(one, core.is_stale(one.dated, on)) for one in documents),
        questions=tuple(
            Question(one, tuple(by_question[one.pk]), missing.get(one.code, ""))
            for one in questions
        ),
        recommendations=_followed(list(review.recommendations.all()), on, reader),
    )


def gaps(
    questions: Iterable[ReviewQuestion],
    documents: Mapping[int, Sequence[EvidenceDocument]],
    on: date,
) -> dict[str, str]:
    """What each question with a gap is missing, by its code."""
    held = list(questions)
    evidence = {one.code: [d.dated for d in documents.get(one.pk, ())] for one in held}
    found = core.gaps([(one.code, one.answer) for one in held], evidence, on)
    return {gap.question: gap.why for gap in found}


def questions_held(known_at: datetime | None) -> list[ReviewQuestion]:
    """Every question with its documents beside it, as known at a moment."""
    documents = {one.pk: one for one in records.as_known(EvidenceDocument, known_at)}
    beside: dict[int, list[EvidenceDocument]] = defaultdict(list)
    for link in records.as_known(EvidenceLink, known_at):
        if link.document_id in documents:
            beside[link.question_id].append(documents[link.document_id])
    held = _with_reviews(ReviewQuestion, known_at)
    for one in held:
        vars(one)["beside"] = tuple(beside[one.pk])
    return held


def recommendations_held(known_at: datetime | None) -> list[ReviewRecommendation]:
    return _with_reviews(ReviewRecommendation, known_at)


def _with_reviews(model: type[R], known_at: datetime | None) -> list[R]:
    """The records of a review with it beside them, as known at a moment, in two queries."""
    reviews = {one.pk: one for one in records.as_known(Review, known_at)}
    held = [one for one in records.as_known(model, known_at) if one.review_id in reviews]
    for one in held:
        one.review = reviews[one.review_id]
    return held


def has_gap(one: Any, on: date) -> bool:
    return bool(gaps([one], {one.pk: one.beside}, on))


def _followed(
    held: Sequence[ReviewRecommendation], on: date, reader: Reader
) -> tuple[Followed, ...]:
    elsewhere = _elsewhere([one.tracker for one in held if one.tracker], reader)
    found = []
    for one in held:
        row = elsewhere.get(one.tracker)
        state = row.get_state_display() if row is not None else one.get_state_display()
        due = row.due if row is not None else one.due
        is_open = row.is_open if row is not None else one.state in one.OPEN
        address = f"/r/{TRACKER}/{row.pk}/" if row is not None else ""
        found.append(Followed(one, str(state), bool(is_open and due and due < on), address))
    return tuple(found)


def _elsewhere(codes: Sequence[str], reader: Reader) -> dict[str, Any]:
    """Those recommendations that are followed in the register of all, as far as they are open."""
    if not codes:
        return {}
    try:
        rows = visible(by_name(TRACKER), reader)
    except TownclerkError:
        return {}
    return {row.code: row for row in rows.filter(code__in=codes)}
