"""The pages of a budget round: its own, a submission's, an amendment's, the resolution's."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from townclerk.finance import permissions
from townclerk.finance.documents import digest_of, leaflet_document, resolution_document
from townclerk.finance.documents_book import budget_book
from townclerk.finance.documents_council import council_report
from townclerk.finance.documents_tax_base import fund_document, tax_base_document
from townclerk.finance.models import (
    BudgetAmendment,
    BudgetRound,
    BudgetStep,
    BudgetSubmission,
    TaxResolution,
)
from townclerk.finance.operations.budget_round import LAST_DAY, MEETINGS
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries import budget_round as queries
from townclerk.finance.queries import resolution as resolutions
from townclerk.finance.queries import tax_base as tax_bases
from townclerk.finance.queries.budget_amendments import costing
from townclerk.finance.queries.budget_votes import vote_on
from townclerk.finance.queries.services import service_names
from townclerk.finance.web import (
    act_form,
    acts_amendments,
    acts_round,
    acts_statement,
    acts_submissions,
    acts_tax_base,
    budget_presenters,
    reading,
    virements,
)
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs, public
from townclerk.platform.documents import Document, render_html
from townclerk.platform.documents.files import KINDS, as_file
from townclerk.platform.web import acts

ACTS: dict[str, type[act_form.Act]] = {
    **acts_round.ACTS,
    **acts_statement.ACTS,
    **acts_submissions.ACTS,
    **acts_amendments.ACTS,
    **acts_tax_base.ACTS,
    **virements.ACTS,
}
DOCUMENTS = ("resolution", "leaflet", "book", "council-report", "tax-base", "collection-fund")


def offered(request: HttpRequest, names: tuple[str, ...], record: Any = None) -> Any:
    """The acts of these names that the reader may do to the record as it stands."""
    given = [] if record is None else [record.pk]
    named = [(ACTS[name], reverse("finance:budget-act", args=[name, *given])) for name in names]
    return acts.offered(request, named, record)


def offers_of_rows(
    request: HttpRequest, rows: Sequence[tuple[Any, tuple[str, ...]]], unit: str | None = None
) -> list[tuple[acts.Offered, ...]]:
    reader = request.reader  # type: ignore[attr-defined]
    return act_form.offers_of_rows(reader, rows, ACTS, "finance:budget-act", unit=unit)


@needs(Verb.READ, PLANNING)
def act(request: HttpRequest, name: str, pk: int | None = None) -> HttpResponse:
    """One act: its form, and the deed when the form is sent. The act asks who may."""
    kind = ACTS.get(name)
    if kind is None or (kind.about is None) is not (pk is None):
        raise Http404(name)
    record = get_object_or_404(kind.about, pk=pk) if kind.about is not None else None
    return acts.act_page(request, kind, record)


@needs(Verb.READ, PLANNING)
def current(request: HttpRequest) -> HttpResponse:
    """To the round in hand, or how to open the first."""
    reader = request.reader  # type: ignore[attr-defined]
    if not reader.may(Verb.READ, PLANNING):
        return _own_submissions(request)
    found = queries.current_round()
    if found is not None:
        return redirect("finance:budget-round", year=found.year)
    return render(request, "finance/budget_none.html", {"acts": offered(request, ("open-round",))})


def _own_submissions(request: HttpRequest) -> HttpResponse:
    """What a budget holder has to send in; nobody else's."""
    reader = request.reader  # type: ignore[attr-defined]
    units = reader.units(PLANNING) or frozenset()
    mine = BudgetSubmission.objects.filter(unit__code__in=units).select_related("unit", "round")
    found = mine.order_by("-round__year", "unit__code")
    content = {
        "mine": [(one, service_names(one.round.year)[one.unit.code]) for one in found],
        "acts": (),
    }
    return render(request, "finance/budget_none.html", content)


@needs(Verb.READ, PLANNING)
def round_page(request: HttpRequest, year: int) -> HttpResponse:
    """Where the round stands: who is late, what is in conflict, whether it balances."""
    reading.whole_plan(request)
    found = get_object_or_404(BudgetRound.objects.select_related("plan"), year=year)
    steps, today = queries.steps_of(found), clock.today()
    submissions = queries.submissions(found, today)
    worked = resolutions.worked(found)
    statement = found.statement
    content = {
        "round": found,
        "rounds": BudgetRound.objects.order_by("-year"),
        "steps": list(
            zip(
                budget_presenters.steps(steps, today),
                offers_of_rows(request, [(step, _acts_of(step)) for step in steps]),
                strict=True,
            )
        ),
        "conflicts": queries.conflicts_of(found, steps),
        "submissions": budget_presenters.submissions(submissions, service_names(year)),
        "worked": worked,
        "statement": statement,
        "planned": budget_presenters.planned(statement),
        "statement_acts": offered(
            request, ("write-statement", "sign-statement", "record-regard"), statement
        ),
        "amendments": [(one, costing(one).value) for one in found.amendments.order_by("id")],
        "vote": budget_presenters.tally(vote_on(found)),
        "acts": offered(
            request,
            ("round-step", "issue-limit", "move-meetings", "draw-amendment", "vote-on-budget"),
            found,
        ),
        "open_acts": offered(request, ("open-round",)),
    }
    return render(request, "finance/budget_round.html", content)


def _acts_of(step: BudgetStep) -> tuple[str, ...]:
    if step.code == LAST_DAY:
        return ()
    return ("finish-step",) if step.code in MEETINGS else ("plan-step", "finish-step")


@needs(Verb.READ, PLANNING)
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission against its limit, what is asked of it, and what changed since it was sent."""
    records = BudgetSubmission.objects.select_related("unit", "round")
    found = get_object_or_404(records, pk=pk)
    request.reader.require(Verb.READ, PLANNING, unit=found.unit.code)  # type: ignore[attr-defined]
    lines = list(found.lines.select_related("submission__unit", "submission__round"))
    named = [(line, ("change-submission-line", "remove-submission-line")) for line in lines]
    everyone = queries.submissions(found.round, clock.today())
    one = next(one for one in everyone if one.record == found)
    content = {
        "one": one,
        "found": found,
        "service": service_names(found.round.year)[found.unit.code],
        "lines": list(zip(lines, offers_of_rows(request, named, found.unit.code), strict=True)),
        "base": budget_presenters.total_base(found),
        "sizes": budget_presenters.sizes(one),
        "over": budget_presenters.over(one),
        "moved": budget_presenters.moved(queries.changed_since(found)),
        "notes": found.notes.order_by("asked_on", "id"),
        "acts": offered(
            request, ("submission-step", "add-submission-line", "explain-excess"), found
        ),
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
    }
    return render(request, "finance/budget_submission.html", content)


@needs(Verb.READ, PLANNING)
def amendment(request: HttpRequest, reference: str) -> HttpResponse:
    """An amendment costed as it is drawn: what it changes, what pays for it, what is left."""
    reading.whole_plan(request)
    found = get_object_or_404(BudgetAmendment.objects.select_related("round"), reference=reference)
    related = ("unit", "item", "amendment__round")
    changes = list(found.changes.select_related(*related).order_by("id"))
    named = [(one, ("remove-amendment-change",)) for one in changes]
    content = {
        "found": found,
        "names": service_names(found.round.year),
        "changes": list(zip(changes, offers_of_rows(request, named), strict=True)),
        "costed": (costed := costing(found).value),
        "costs": budget_presenters.costs(costed),
        "verdict": budget_presenters.verdict(costed),
        "vote": budget_presenters.tally(vote_on(found)),
        "acts": offered(
            request, ("add-amendment-change", "amendment-step", "vote-on-amendment"), found
        ),
    }
    return render(request, "finance/budget_amendment.html", content)


@public
def resolution(request: HttpRequest, year: int) -> HttpResponse:
    """The resolution as the records make it; once passed it is open to everybody."""
    found = open_round(request, year)
    worked, sealed = resolutions.worked(found), _sealed(found)
    content = {
        "round": found,
        "worked": worked,
        "body": render_html(resolution_document(worked, sealed)) if worked.result else "",
        "moved": sealed is not None and sealed.digest != digest_of(worked),
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
    }
    return render(request, "finance/budget_resolution.html", content)


@public
def leaflet(request: HttpRequest, year: int) -> HttpResponse:
    """What households pay in each part, beside last year, by the year and by the week."""
    found = open_round(request, year)
    worked = resolutions.worked(found)
    body = (
        render_html(leaflet_document(worked, _sealed(found)))
        if worked.result.get("household")
        else ""
    )
    content = {"round": found, "worked": worked, "body": body}
    return render(request, "finance/budget_leaflet.html", content)


@public
def book(request: HttpRequest, year: int) -> HttpResponse:
    """The budget book: services, items, fees, what was heard, and the statement."""
    found = open_round(request, year)
    content = {
        "round": found,
        "body": render_html(budget_book(found)),
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
    }
    return render(request, "finance/budget_book.html", content)


@public
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The report to Budget Council; open to all once the Council has set the budget."""
    found = open_round(request, year)
    content = {
        "round": found,
        "body": render_html(council_report(resolutions.worked(found))),
        "reads_whole": reading.reads_drafts(request.reader),  # type: ignore[attr-defined]
    }
    return render(request, "finance/budget_council_report.html", content)


@public
def document(request: HttpRequest, year: int, name: str, kind: str) -> HttpResponse:
    """One of the round's documents as a PDF or a Word file."""
    if name not in DOCUMENTS or kind not in KINDS:
        raise Http404(name)
    found = open_round(request, year, permissions.TAX_BASE if name == "tax-base" else "")
    file = name if "-" in name else f"council-tax-{name}"
    return as_file(request, _document(name, found), kind, f"{file}-{year}")


def _document(name: str, found: BudgetRound) -> Document:
    if name == "book":
        return budget_book(found)
    if name == "tax-base":
        return _if_any(tax_base_document(based := tax_bases.worked_base(found)), based.areas)
    if name == "collection-fund":
        return _if_any(fund_document(fund := tax_bases.worked_fund(found)), fund.estimate)
    worked = resolutions.worked(found)
    if name == "council-report":
        return council_report(worked)
    if not worked.result:
        raise Http404("nothing to print yet")
    make = leaflet_document if name == "leaflet" else resolution_document
    return make(worked, _sealed(found))


def _if_any(made: Document, holds: object) -> Document:
    if not holds:
        raise Http404("nothing to print yet")
    return made


def _sealed(found: BudgetRound) -> TaxResolution | None:
    return TaxResolution.objects.filter(round=found).first()


def open_round(request: HttpRequest, year: int, subject: str = "") -> BudgetRound:
    """A round the Council has set is open to all; before that to who reads the whole plan."""
    found = BudgetRound.objects.filter(year=year).first()
    if found is None or not found.is_fixed:
        reading.whole_plan(request, subject)
    if found is None:
        raise Http404(f"no round of {year}")
    return found
