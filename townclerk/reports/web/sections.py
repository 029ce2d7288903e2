"""Pages of one section: its text, last period's beside it, its versions, and what is said of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.documents import render_blocks
from townclerk.platform.records import EditConflict
from townclerk.platform.registers import all_registers
from townclerk.platform.registers.permission import opens
from townclerk.reports import (
    commenting,
    composing,
    contributing,
    drafting,
    finding,
    permissions,
    sections,
    writing,
)
from townclerk.reports.core.compare import compare as compare_texts
from townclerk.reports.core.compare import counts
from townclerk.reports.core.cover import unbound
from townclerk.reports.models import Report
from townclerk.reports.sections import Part, UnknownSection

READING = needs(Verb.READ, Area.REPORTS)
WRITING = needs(Verb.CONTRIBUTE, Area.REPORTS)


@READING
def section(request: HttpRequest, name: str, section: str) -> HttpResponse:
    """Read or write one section; figures are found and put in without leaving the text."""
    report, part = _opened(request, name, section)
    text, found = part.text, None
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        text = request.POST.get("text", "")
        if "find" in request.POST:
            found = finding.find(request.POST.get("words", ""), _reader(request))
        elif "insert" in request.POST:
            text = finding.insert(text, request.POST.get("binding", ""))
        else:
            answer, problems = _save(request, report, part, text)
            if answer is not None:
                return answer
    content = {
        **_around(request, report, part),
        "text": text,
        "found": found,
        "words": request.POST.get("words", ""),
        "problems": problems,
    }
    return render(request, "reports/section.html", content, status=422 if problems else 200)


def _save(
    request: HttpRequest, report: Report, part: Part, text: str
) -> tuple[HttpResponse | None, tuple[Problem, ...]]:
    """Keep the text; hand it in when asked to. The page stays with whatever is wrong."""
    by: dict[str, Any] = {"actor": actor(request), "moment": clock.now()}
    version = request.POST.get("version", "")
    try:
        writing.write_section(
            report,
            part.name,
            text,
            expected_version=int(version) if version.isdigit() else None,
            **by,
        )
        asked = sections.contribution(report, part.name)
        if asked is not None and {"give", "nothing"} & set(request.POST):
            contributing.give(asked, nothing="nothing" in request.POST, **by)
    except Problems as refused:
        return None, refused.problems
    except EditConflict as conflict:
        return None, (Problem(str(conflict), field="text"),)
    except Refused:
        raise
    except TownclerkError as error:
        return None, (Problem(str(error)),)
    messages.success(request, f"“{part.title}” is kept.")
    if "give" in request.POST or "nothing" in request.POST:
        return redirect("tasks:mine"), ()
    return redirect("reports:section", report.reference, part.name), ()


def _around(request: HttpRequest, report: Report, part: Part) -> dict[str, Any]:
    """What stands beside the text."""
    reader = _reader(request)
    asked = sections.contribution(report, part.name)
    record = part.chapter or report
    return {
        "report": report,
        "part": part,
        "asked": asked,
        "mine": permissions.asked(asked, reader),
        "late": asked is not None and contributing.late(asked, clock.today()),
        "may_write": writing.may_write(report, part, asked, reader),
        "writes": bool(permissions.writes(reader)),
        "may_comment": bool(permissions.comments(reader)),
        "open": report.state in writing.OPEN,
        "before": sections.last_period(report, part.name),
        "versions": sections.versions(report, part),
        "comments": commenting.seen_by(report, reader).filter(section=part.name),
        "version": record.version,
        "roles": contributing.contributing_roles(),
        "reads_report": bool(reader.may(Verb.READ, Area.REPORTS)),
        "faults": _faults(report, part),
        "printed": _printed(report, part, reader),
        "registers": [one for one in all_registers() if opens(one, reader)],
    }


def _printed(report: Report, part: Part, reader: Reader) -> Markup:
    """The section as it prints; nothing where a figure of it is not open to the reader."""
    if part.on_cover:
        return Markup("")
    try:
        draft = drafting.of_report(report)
        return render_blocks(composing.section_of(report, draft, part.name, reader=reader))
    except TownclerkError as error:
        return Markup('<p class="govuk-body">{}</p>').format(str(error))


def _faults(report: Report, part: Part) -> list[Problem]:
    """What its own rules will refuse when the report is submitted."""
    if part.on_cover:
        return unbound(part.name, part.title, part.text)
    told = drafting.of_report(report).passages
    return [one for each in told if each.section == part.name for one in each.problems]


@READING
@require_safe
def compare(request: HttpRequest, name: str, section: str) -> HttpResponse:
    """Two versions of a section side by side, or its text beside that of the last report."""
    report, part = _opened(request, name, section)
    every = sections.versions(report, part)
    before = sections.last_period(report, part.name)
    chosen = request.GET.get("from", ""), request.GET.get("to", "")
    older, newer = _two(every, *chosen)
    if chosen[0] == "last" and before is not None:
        left, title = before.source, f"{before.subject}, {date_display(before.on)}"
    else:
        left, title = (older.text, f"Version {older.number}") if older else ("", "Nothing before")
    rows = compare_texts(left, newer.text if newer else "")
    content = {
        "report": report,
        "part": part,
        "rows": rows,
        "counts": counts(rows),
        "left": title,
        "right": f"Version {newer.number}" if newer else "Nothing yet",
        "versions": every,
        "before": before,
        "chosen": (
            chosen[0] or (str(older.number) if older else ""),
            str(newer.number) if newer else "",
        ),
    }
    return render(request, "reports/compare.html", content)


def _two(
    every: tuple[sections.Version, ...], first: str, second: str
) -> tuple[sections.Version | None, sections.Version | None]:
    """The versions asked for; the last two when none are."""
    known = {str(one.number): one for one in every}
    newer = known.get(second) or (every[-1] if every else None)
    older = known.get(first)
    if older is None and newer is not None and newer.number > 1:
        older = known[str(newer.number - 1)]
    return older, newer


@WRITING
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures that fit some words, for the list that opens in a text."""
    words = request.GET.get("q", "")[:100]
    found = finding.find(words, _reader(request))
    return render(request, "reports/_figures.html", {"found": found, "words": words})


def _opened(request: HttpRequest, name: str, section: str) -> tuple[Report, Part]:
    """The section, when the reader may read the report or was asked for this very section."""
    reader = _reader(request)
    report = get_object_or_404(Report, reference=name)
    try:
        part = sections.part(report, section)
    except UnknownSection as error:
        raise Http404(str(error)) from error
    if not permissions.asked(sections.contribution(report, section), reader):
        reader.require(Verb.READ, Area.REPORTS)
    if report.state == Report.State.PUBLISHED and not permissions.writes(reader):
        raise Http404("The report is published: its text is the one that was published.")
    if part.closed:
        permissions.require_exempt(reader, "A part of this section")
    return report, part


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader
