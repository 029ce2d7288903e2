"""Publication: values, words and files are frozen, chained to the last and signed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.figures import definition
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.documents import plain
from townclerk.platform.home import Home
from townclerk.reports import (
    building,
    catalogue,
    composing,
    covering,
    drafting,
    operations,
    signing,
)
from townclerk.reports.building import Documents
from townclerk.reports.catalogue import Template
from townclerk.reports.core import chain
from townclerk.reports.core.prose import FigureRef
from townclerk.reports.core.states import check_move
from townclerk.reports.models import FrozenFigure, Output, Publication, Report


def publish(
    report: Report,
    *,
    home: Home,
    actor: Actor,
    moment: datetime,
    files: Mapping[str, bytes] | None = None,
) -> Publication:
    """Publish an approved report: what finance cleared is what is printed.

    `files` are the rendered outputs beside the plain text that every publication has.
    """
    operations.reader_of(actor, moment).require(Verb.PUBLISH, Area.REPORTS)
    with transaction.atomic():
        # The lock makes two publications follow each other in the chain.
        list(Publication.objects.select_for_update().values_list("pk"))
        check_move(report.state, Report.State.PUBLISHED)
        operations.blocking(report)
        template = catalogue.template(report.template)
        draft = drafting.of_report(report)
        refs = composing.refs_of(draft)
        _require_public(report, refs)
        cleared: Documents = report.clearances.get(kind="finance").values
        content = _content(report, template, cleared)
        outputs = {"report.txt": building.as_text(content).encode(), **(files or {})}
        figures = [_row(cleared[str(ref)]) for ref in refs]
        made = _link(report, outputs, figures, content, home, actor, moment)
        records.change(
            report, {"state": Report.State.PUBLISHED}, actor=actor, moment=moment, verb="publish"
        )
    return made


def _link(
    report: Report,
    outputs: Mapping[str, bytes],
    figures: list[dict[str, Any]],
    content: dict[str, Any],
    home: Home,
    actor: Actor,
    moment: datetime,
) -> Publication:
    if actor.user is None:
        raise Refused("Nobody is named as the publisher.")
    last = Publication.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    text = chain.manifest(
        number=number,
        previous=last.checksum if last else chain.FIRST,
        published_at=moment.isoformat(),
        outputs=outputs,
        figures=figures,
        content=content,
    )
    checksum = chain.sha256(text.encode())
    made = Publication.objects.create(
        number=number,
        report=report,
        manifest=text,
        checksum=checksum,
        signature=signing.private_key(home).sign(checksum.encode()).hex(),
        content=content,
        published_at=moment,
        published_by=actor.user,
    )
    FrozenFigure.objects.bulk_create(
        FrozenFigure(publication=made, place=place, **figure)
        for place, figure in enumerate(figures)
    )
    Output.objects.bulk_create(
        Output(publication=made, name=name, body=body) for name, body in outputs.items()
    )
    log.record(actor=actor, verb="publish", target=made, moment=moment)
    return made


def _content(report: Report, template: Template, cleared: Documents) -> dict[str, Any]:
    lines = [
        {"number": one.number, "text": plain(covering.spans_of(one.text, cleared))}
        for one in report.recommendations.order_by("number")
    ]
    return {
        "reference": report.reference,
        "subject": report.subject,
        "body": report.body,
        "meeting_date": report.meeting_date.isoformat(),
        "period": report.period,
        "cover": report.cover,
        "recommendations": lines,
        "clearances": [
            {
                "kind": one.kind,
                "reference": one.reference,
                "cleared_at": one.cleared_at.isoformat(),
                "held": one.held_reason,
            }
            for one in report.clearances.order_by("kind")
        ],
        "sentences": [asdict(said) for said in building.say(template, cleared)],
    }


def _row(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": document["key"],
        "scope": document["scope"],
        "period": document["period"] or "",
        "document": document,
    }


def _require_public(report: Report, refs: Sequence[FigureRef]) -> None:
    if report.cover.get("exempt") != "no":
        raise Problems(
            [
                Problem(
                    "The cover does not say that nothing in the report is exempt.",
                    field="exempt",
                    hint="Take the exempt part out and choose “no” before publishing.",
                    code="exempt",
                )
            ]
        )
    closed = sorted({ref.key for ref in refs if not definition(ref.key).public})
    if closed:
        raise Problems(
            [
                Problem(f"{key} is not open to the public, so it cannot be published.")
                for key in closed
            ]
        )
