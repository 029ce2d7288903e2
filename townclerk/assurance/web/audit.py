"""Internal audit on a page: the plan, its coverage, the table of opinions, and what is changed."""

from fractions import Fraction

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.assurance.documents.audit_paper import audit_paper
from townclerk.assurance.models import AuditPlan, Engagement
from townclerk.assurance.permissions import ASSURANCE
from townclerk.assurance.queries.audit import Standing, standing_of
from townclerk.assurance.queries.recommendations import list_of
from townclerk.assurance.registers_audit import ENGAGEMENTS, PLANS
from townclerk.assurance.registers_recommendations import RECOMMENDATIONS
from townclerk.figures import links
from townclerk.kernel.display import number_display, percent_display
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.documents import render_html
from townclerk.platform.documents.files import as_file
from townclerk.platform.organisation.queries import nodes
from townclerk.platform.registers.permission import may_contribute, visible

COLOURS = {
    "planned": "grey",
    "scoped": "grey",
    "fieldwork": "blue",
    "draft": "yellow",
    "response": "yellow",
    "final": "green",
    "followed-up": "green",
    "cancelled": "red",
}


def _reader(request: HttpRequest) -> Reader:
    found: Reader = request.reader  # type: ignore[attr-defined]
    return found


def _plans(reader: Reader) -> "QuerySet[AuditPlan]":
    """Plans that are open to the reader, or have a review that is."""
    seen = visible(ENGAGEMENTS, reader)
    plans = AuditPlan.objects.filter(pk__in=seen.values("plan")) | visible(PLANS, reader)
    return plans.distinct().order_by("-year")


def _plan(request: HttpRequest, plans: "QuerySet[AuditPlan]") -> AuditPlan | None:
    code = request.GET.get("plan", "")
    return get_object_or_404(plans, code=code) if code else plans.first()


def _standing(plan: AuditPlan, reader: Reader) -> Standing:
    rows = (
        visible(ENGAGEMENTS, reader)
        .filter(plan=plan)
        .select_related("plan", "opinion", "unit")
        .prefetch_related("recommendations")
        .order_by("title")
    )
    return standing_of(plan, rows, clock.today())


@needs(Verb.READ, ASSURANCE)
def index(request: HttpRequest) -> HttpResponse:
    """The latest plan, or the one asked for, with the reviews that are open to the reader."""
    reader = _reader(request)
    plans = _plans(reader)
    plan = _plan(request, plans)
    may_add = bool(may_contribute(ENGAGEMENTS, reader))
    if plan is None:
        return render(request, "assurance/audit.html", {"plan": None, "may_add": may_add})
    inside = reader.may(Verb.READ, ASSURANCE).allowed
    found = _standing(plan, reader)
    content = {
        "plan": plan,
        "plans": plans,
        "found": found,
        "coverage": _coverage(found, linked=inside),
        "drafts": Engagement.IN_DRAFT,
        "colours": COLOURS,
        "inside": inside,
        "may_add": may_add,
    }
    return render(request, "assurance/audit.html", content)


@needs(Verb.READ, ASSURANCE)
def paper(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The plan for the audit committee, as a page or a file; with the follow-up for its readers."""
    reader = _reader(request)
    if not reader.may(Verb.READ, ASSURANCE):
        raise Refused("The paper is made by those who read every audit. Open the plan instead.")
    plan = _plan(request, _plans(reader))
    if plan is None:
        raise Http404("no audit plan is recorded")
    found, today = _standing(plan, reader), clock.today()
    names = {code: node.name for code, node in nodes(today).items()}
    open_to = visible(RECOMMENDATIONS, reader).select_related("unit")
    document = audit_paper(found, list_of(open_to, names, today))
    if kind:
        return as_file(request, document, kind, f"{plan.code}-{today.isoformat()}")
    content = {"plan": plan, "body": render_html(document)}
    return render(request, "assurance/audit_paper.html", content)


def _coverage(found: Standing, *, linked: bool) -> list[tuple[str, str, str]]:
    """What is done of the plan: a label, a number, and the figure behind it where there is one."""

    def of(name: str) -> str:
        return links.url(f"assurance.audit.{name}", found.plan.code) if linked else ""

    going = found.going
    issued = [one for one in going if one.state in Engagement.ISSUED]
    rows = [
        ("Reviews in the plan", str(len(going)), of("planned")),
        ("Final reports", str(len(issued)), of("final")),
        ("Draft reports", str(found.whole.drafts), of("in_draft")),
    ]
    if found.done.to_draft is not None:
        rows.append(("At draft or final", percent_display(found.done.to_draft * 100), ""))
    if found.days_planned:
        rows.append(("Days planned", number_display(found.days_planned, 1), ""))
    if found.days_used:
        rows.append(("Days used", number_display(found.days_used, 1), ""))
    if found.plan.days is not None:
        rows.append(("Days there are", number_display(found.plan.days, 1), ""))
        over = found.days_planned - Fraction(found.plan.days)
        if over > 0:
            rows.append(("More planned than there are", number_display(over, 1), ""))
    return rows
