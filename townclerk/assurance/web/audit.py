"""Internal audit on a page: the plan, its coverage, the table of opinions, and what is changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from townclerk.assurance.models import AuditPlan, Engagement
from townclerk.assurance.permissions import ASSURANCE
from townclerk.assurance.queries.audit import Standing, standing_of
from townclerk.assurance.registers_audit import ENGAGEMENTS, PLANS
from townclerk.figures import links
from townclerk.kernel.display import number_display, percent_display
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
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


@needs(Verb.READ, ASSURANCE)
def index(request: HttpRequest) -> HttpResponse:
    """The latest plan, or the one asked for, with the reviews that are open to the reader."""
    reader = request.reader  # type: ignore[attr-defined]
    seen = visible(ENGAGEMENTS, reader)
    plans = AuditPlan.objects.filter(pk__in=seen.values("plan")) | visible(PLANS, reader)
    plans = plans.distinct().order_by("-year")
    code = request.GET.get("plan", "")
    plan = get_object_or_404(plans, code=code) if code else plans.first()
    may_add = bool(may_contribute(ENGAGEMENTS, reader))
    if plan is None:
        return render(request, "assurance/audit.html", {"plan": None, "may_add": may_add})
    rows = (
        seen.filter(plan=plan)
        .select_related("plan", "opinion", "unit")
        .prefetch_related("recommendations")
        .order_by("title")
    )
    inside = reader.may(Verb.READ, ASSURANCE).allowed
    found = standing_of(plan, rows, clock.today())
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


def _coverage(found: Standing, *, linked: bool) -> list[tuple[str, str, str]]:
    """What is done of the plan: a label, a number, and the figure behind it where there is one."""

    def of(name: str) -> str:
        return links.url(f"assurance.audit.{name}", found.plan.code) if linked else ""

    going = [one for one in found.engagements if one.state != Engagement.State.CANCELLED]
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
    return rows
