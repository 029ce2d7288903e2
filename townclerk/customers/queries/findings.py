"""What the answers to a consultation say, worked out by the core from the records."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from townclerk.customers.core.analysis import NOT_SAID, Line, Reply, compared, lines
from townclerk.customers.models import Answer, Consultation, PopulationGroup, Question
from townclerk.customers.parameters import number


def percent(part: Fraction | None) -> int | None:
    """A share in whole per cent, halves up: the one place where shares are rounded."""
    if part is None:
        return None
    exact = Decimal(part.numerator) * 100 / Decimal(part.denominator)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def population(dimension: str) -> dict[str, int]:
    found = PopulationGroup.objects.filter(dimension=dimension).order_by("position", "code")
    return {row.name: row.people for row in found}


def work_out(consultation: Consultation, on: date) -> dict[str, Any]:
    """Counts, shares, weights, comparison and themes, with small numbers hidden already."""
    threshold = number("small-number-threshold", on)
    questions = list(consultation.questions.order_by("number"))
    given = _given(consultation)
    groups = _groups(questions, given)
    weigh_by = consultation.weigh_by
    people = population(weigh_by) if weigh_by else {}
    total = consultation.responses.count()
    dimensions = list(
        dict.fromkeys(q.dimension for q in questions if q.kind == Question.Kind.GROUP)
    )
    return {
        "responses": total if total >= threshold or total == 0 else None,
        "threshold": threshold,
        "weigh_by": weigh_by,
        "questions": [
            _question(each, given, groups, weigh_by, people, threshold)
            for each in questions
            if each.kind in Question.FIXED
        ],
        "compared": {
            dimension: _compared(groups, dimension, list(given), threshold)
            for dimension in dimensions
        },
        "words": sum(q.kind == Question.Kind.WORDS for q in questions),
        "themes": _themes(consultation, threshold),
    }


def _given(consultation: Consultation) -> dict[int, dict[int, str]]:
    """By response, the answer to each question."""
    found: dict[int, dict[int, str]] = {
        pk: {} for pk in consultation.responses.values_list("pk", flat=True)
    }
    rows = Answer.objects.filter(response__consultation=consultation)
    for response, question, text in rows.order_by("pk").values_list(
        "response_id", "question_id", "text"
    ):
        found[response][question] = text
    return found


def _groups(
    questions: Sequence[Question], given: Mapping[int, Mapping[int, str]]
) -> dict[int, dict[str, str]]:
    """By response, the group in each dimension of who said so."""
    known = {q.dimension: set(population(q.dimension)) for q in questions if q.dimension}
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for each in questions:
        if each.kind != Question.Kind.GROUP:
            continue
        for response, answers in given.items():
            group = answers.get(each.pk, "")
            found[response][each.dimension] = group if group in known[each.dimension] else NOT_SAID
    return found


def _question(
    question: Question,
    given: Mapping[int, Mapping[int, str]],
    groups: Mapping[int, Mapping[str, str]],
    weigh_by: str,
    people: Mapping[str, int],
    threshold: int,
) -> dict[str, Any]:
    replies = [
        Reply(frozenset(answers[question.pk].split("\n")), groups.get(response, {}))
        for response, answers in given.items()
        if question.pk in answers
    ]
    found = lines(
        replies, question.answers, dimension=weigh_by, population=people, threshold=threshold
    )
    small = 0 < len(replies) < threshold
    return {
        "number": question.number,
        "text": question.text,
        "several": question.kind == Question.Kind.MANY,
        "answered": None if small else len(replies),
        "groups": list(found[0].by_group) if found else [],
        "lines": [_line(line) for line in found],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "answer": line.answer,
        "count": line.count,
        "share": percent(line.share),
        "weighted": percent(line.weighted),
        "by_group": dict(line.by_group),
    }


def _compared(
    groups: Mapping[int, Mapping[str, str]],
    dimension: str,
    everybody: Sequence[int],
    threshold: int,
) -> list[dict[str, Any]]:
    said = [groups.get(one, {}).get(dimension, NOT_SAID) for one in everybody]
    return [
        {
            "group": row.group,
            "count": row.count,
            "share": percent(row.share),
            "population": percent(row.population),
        }
        for row in compared(said, population(dimension), threshold)
    ]


def _themes(consultation: Consultation, threshold: int) -> dict[str, int | None]:
    """How many answers speak of each theme. Answers speak of several, so none tells another."""
    found = {}
    for theme in consultation.themes.order_by("code"):
        count = theme.answers.count()
        found[theme.code] = None if 0 < count < threshold else count
    return found


def drafted(consultation: Consultation, found: Mapping[str, Any]) -> str:
    """The plain sentences a report of findings begins with."""
    total = found["responses"]
    many = f"Fewer than {found['threshold']}" if total is None else f"{total:,}"
    sentences = [f"{many} {'person' if total == 1 else 'people'} answered."]
    for question in found["questions"]:
        shown = [line for line in question["lines"] if line["share"] is not None]
        if not shown:
            sentences.append(f"To “{question['text']}” too few answered for numbers to be shown.")
            continue
        parts = [_said(line) for line in sorted(shown, key=lambda line: -line["share"])]
        sentences.append(f"To “{question['text']}”: {'; '.join(parts)}.")
    themes = consultation.themes.order_by("code")
    sentences += [f"People said: {theme.said.rstrip('.')}." for theme in themes]
    return "\n\n".join(sentences)


def _said(line: Mapping[str, Any]) -> str:
    weighed = line["weighted"]
    beside = f" ({weighed}% weighted)" if weighed is not None and weighed != line["share"] else ""
    return f"{line['answer']} {line['share']}%{beside}"
