"""The short page of one contribution: for who was asked and signs in, and for who has its link."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs, public
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.files import operations as files
from townclerk.platform.files.queries import files_of
from townclerk.reports import giving, linking, permissions, sections
from townclerk.reports.giving import Given, Sheet
from townclerk.reports.models import Contribution, ContributionLink, PeriodSection

MANY = 429


@needs(Verb.READ, Area.REPORTS)
def give(request: HttpRequest, name: str, section: str) -> HttpResponse:
    """A section of a period, by who was asked for it."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    contribution = (
        Contribution.objects.select_related("report")
        .filter(report__reference=name, section=section)
        .first()
    )
    if contribution is None:
        return _unasked(request, reader, name, section)
    mine = permissions.asked(contribution, reader)
    if not mine:
        reader.require(Verb.READ, Area.REPORTS)
    if sections.part(contribution.report, section).closed:
        permissions.require_exempt(reader, "A part of this section")
    return _page(request, contribution, actor(request), mine=mine)


def _unasked(request: HttpRequest, reader: Reader, name: str, section: str) -> HttpResponse:
    """A section of a period that nobody has been asked for yet."""
    found = get_object_or_404(
        PeriodSection.objects.select_related("period"), period__reference=name, section=section
    )
    reader.require(Verb.READ, Area.REPORTS)
    return render(request, "reports/unasked.html", {"section": found, "period": found.period})


@public
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The same, by its secret address: this contribution and nothing else."""
    moment = clock.now()
    place = request.META.get("REMOTE_ADDR", "")
    try:
        link = linking.opened(secret, place=place, moment=moment)
    except TownclerkError as closed:
        status = MANY if isinstance(closed, linking.TooOften) else 404
        answer = render(request, "reports/link_closed.html", {"why": str(closed)}, status=status)
        return _private(answer)
    nobody = Actor(user=None)
    return _private(_page(request, link.contribution, nobody, mine=True, link=link))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address is a secret: it is kept nowhere and told to nobody."""
    answer["Cache-Control"] = "no-store"
    # Under "no-referrer" a browser sends the form with the origin "null", and it is refused.
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _page(
    request: HttpRequest,
    contribution: Contribution,
    by: Actor,
    *,
    mine: bool,
    link: ContributionLink | None = None,
) -> HttpResponse:
    try:
        sheet = giving.sheet_of(contribution)
    except PeriodSection.DoesNotExist as error:
        raise Http404("This section is of no period.") from error
    given: Given | None = None
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and mine:
        given = _given(request, sheet)
        answer, problems = _take(request, sheet, given, by, link)
        if answer is not None:
            return answer
    content = {
        "sheet": sheet,
        "contribution": contribution,
        "given": given or _kept(sheet),
        "problems": problems,
        "errors": {one.field: one for one in problems},
        "mine": mine,
        "files": list(files_of(contribution)),
        "link": link,
    }
    by_link = link is not None
    page = "reports/contribution_by_link.html" if by_link else "reports/contribution.html"
    status = 422 if problems else 200
    return render(request, page, content, status=status)


def _given(request: HttpRequest, sheet: Sheet) -> Given:
    posted = request.POST
    return Given(
        text=posted.get("text", ""),
        values={one.name: posted.get(one.name, "") for one in sheet.dues},
        evidence=posted.get("evidence", ""),
        nothing=bool(posted.get("nothing")),
    )


def _kept(sheet: Sheet) -> Given:
    drafted = sheet.contribution.drafted
    return Given(
        text=sheet.text,
        values={one.name: one.shown for one in sheet.dues},
        evidence=str(drafted.get("evidence") or ""),
        nothing=bool(drafted.get("nothing") or sheet.contribution.nothing),
    )


def _take(
    request: HttpRequest, sheet: Sheet, given: Given, by: Actor, link: ContributionLink | None
) -> tuple[HttpResponse | None, tuple[Problem, ...]]:
    """Keep what came; hand it in when asked to. What is wrong never loses what was typed."""
    moment = clock.now()
    stamp: dict[str, Any] = {"actor": by, "moment": moment, "link": link}
    try:
        kept = giving.keep(sheet, given, **stamp)
        _attach(request, kept, by, link)
        if "give" not in request.POST:
            if request.headers.get("HX-Request"):
                said = moment.astimezone(clock.LOCAL)
                return HttpResponse(f"Kept at {said:%H:%M}."), ()
            messages.success(request, "What you typed is kept. Hand it in when it is whole.")
            return redirect(request.get_full_path()), ()
        giving.hand_in(giving.sheet_of(kept), given, **stamp)
    except Problems as refused:
        return None, refused.problems
    except Refused:
        raise
    except TownclerkError as error:
        return None, (Problem(str(error)),)
    if link is not None:
        linking.used(link, actor=by, moment=moment)
    messages.success(request, "Your section is handed in. Thank you: there is nothing else to do.")
    return redirect(request.get_full_path() if link else "tasks:mine"), ()


def _attach(
    request: HttpRequest, contribution: Contribution, by: Actor, link: ContributionLink | None
) -> None:
    upload = request.FILES.get("file")
    if upload is None:
        return
    contribution.opened_by_link = link is not None
    files.attach(contribution, upload, actor=by, moment=clock.now(), note="Evidence of a section")  # type: ignore[arg-type]
