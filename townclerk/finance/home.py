"""What the plan brings to the home page and to the demonstration's guide."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.templatetags.static import static
from django.urls import reverse

from townclerk.figures import asking, links
from townclerk.figures.asking import Ask
from townclerk.finance import permissions
from townclerk.finance.models import BudgetSubmission, GrantStream, Reserve
from townclerk.finance.models.grants import Stage
from townclerk.finance.operations.budget_round import BUDGET_SUBMISSION
from townclerk.finance.queries import plan as queries
from townclerk.finance.queries.budget_round import current_round
from townclerk.finance.queries.services import Names, service_names
from townclerk.kernel.display import pounds_display
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.reader import Reader, of_unit
from townclerk.platform.deadlines.core.stopping import standing
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.owed import Owed, owed_provider
from townclerk.platform.web.guide import Step, guide_provider
from townclerk.platform.web.headlines import Headline, headline_provider

GRANT_ENDS = task_kind("grant-ends", "Grant that ends while its cost goes on")
RESERVE_REVIEW = task_kind("reserve-review", "Review of a reserve")
A_YEAR, A_MONTH = timedelta(days=365), timedelta(days=28)
SHOWN = ("original_gap", "revisions", "revised_gap", "remaining_gap")


@headline_provider
def plan_headlines(reader: Reader) -> list[Headline]:
    """The gap at each step of the plan, where it is published or the reader may see it."""
    try:
        years = queries.current_version().year_labels
    except queries.NoPlan:
        return []
    asked = [Ask(key=f"finance.plan.{name}") for name in SHOWN]
    period = f"{years[0]} to {years[-1]}" if len(years) > 1 else years[0]
    return [
        Headline(
            label=figure.label,
            display=figure.display,
            period=period,
            address=links.url(figure.key, figure.scope, figure.period),
        )
        for figure in asking.those_open(asked, reader=reader)
    ]


@owed_provider
def submissions_to_agree(reader: Reader, on: date) -> Iterator[Owed]:
    """What budget holders sent in waits to be agreed; what they owe themselves is a task."""
    if not reader.held_somewhere(permissions.S151):
        return
    sent = BudgetSubmission.objects.filter(state=BudgetSubmission.State.SUBMITTED)
    called: dict[int, Names] = {}
    for one in sent.select_related("unit", "round").prefetch_related("round__steps"):
        if not _answers(reader, permissions.PLANNING, one.unit.code):
            continue
        year = one.round.year
        if year not in called:
            called[year] = service_names(year)
        service = called[year][one.unit.code]
        steps = one.round.steps.all()
        due = next((step.planned_on for step in steps if step.code == "challenge"), None)
        yield Owed(
            title=f"Agree or challenge the budget of {service}, {one.round.label}",
            kind=BUDGET_SUBMISSION,
            standing=standing(due=due, on=on, finished=False, stopped=False),
            due=due,
            address=reverse("finance:submission", args=[one.pk]),
            about=str(one),
            note="Sent in by its budget holder.",
        )


def _answers(reader: Reader, area: Area, unit: str | None) -> bool:
    """Whether the reader is the s151 officer of the unit, or of the whole council."""
    s151 = reader.held(permissions.S151, at=of_unit(unit))
    return s151 and bool(reader.may(Verb.APPROVE, area, unit=unit))


@owed_provider
def grants_that_end(reader: Reader, on: date) -> Iterator[Owed]:
    """A stream that ends within a year while its cost goes on, to whoever owns it."""
    held = {role.code for role in reader.roles}
    if not held:
        return
    ending = GrantStream.objects.filter(
        owner_role__in=held, end_date__range=(on, on + A_YEAR), yearly_cost__isnull=False
    ).exclude(state__in=(Stage.ENDED, Stage.CLAWED_BACK))
    for stream in ending.select_related("unit"):
        unit = stream.unit.code if stream.unit is not None else None
        if not stream.yearly_cost or not reader.may(Verb.READ, permissions.PLANNING, unit=unit):
            continue
        cost = pounds_display(stream.yearly_cost, "£")
        yield Owed(
            title=f"Settle what {stream} pays for",
            kind=GRANT_ENDS,
            standing=standing(due=stream.end_date, on=on, finished=False, stopped=False),
            due=stream.end_date,
            address=f"/r/grants/{stream.pk}/",
            about=str(stream),
            note=f"It ends, and {cost} a year goes on without it.",
        )


@owed_provider
def reserves_to_review(reader: Reader, on: date) -> Iterator[Owed]:
    """The yearly review of a reserve, from a month before its day."""
    if not reader.held_somewhere(permissions.S151):
        return
    due = Reserve.objects.filter(review_on__lte=on + A_MONTH).select_related("unit")
    for reserve in due:
        if not _answers(reader, permissions.RUNNING, reserve.unit.code if reserve.unit else None):
            continue
        yield Owed(
            title=f"Review {reserve}",
            kind=RESERVE_REVIEW,
            standing=standing(due=reserve.review_on, on=on, finished=False, stopped=False),
            due=reserve.review_on,
            address=reverse("finance:act", args=["review-reserve"]),
            about=str(reserve),
            note="Keep it, release it or put it to another purpose.",
        )


@guide_provider
def what_to_try(reader: Reader) -> Iterator[Step]:
    try:
        queries.current_version()
    except queries.NoPlan:
        return
    yield Step(
        order=10,
        title="Open a number",
        sentence=(
            "The plan starts from a gap. Open it level by level, down to the lines, the rule "
            "and the file they came from."
        ),
        link="Open the original gap",
        address=links.url("finance.plan.original_gap"),
    )
    yield Step(
        order=30,
        title="See the arithmetic that does not hold",
        sentence=(
            "Every sum of the published report was worked out again from the records. "
            "Those that do not hold come first, with both sides."
        ),
        link="See the checks",
        address=reverse("finance:checks"),
    )
    if reader.user_id is None:
        yield Step(
            order=20,
            title="Sign in as the section 151 officer",
            sentence=(
                "The account is s151, and its password was printed when the demonstration was "
                "loaded. What else there is to try opens once you are signed in."
            ),
            link="Sign in",
            address="/sign-in/?next=/",
        )
    if reader.user_id is None or permissions.may_load(permissions.PLANNING)(reader):
        yield Step(
            order=50,
            title="Import a sheet with a broken total",
            sentence=(
                "Bring this sheet in: the row that does not add up is named with both amounts, "
                "and nothing is saved."
            ),
            link="Import plan lines",
            address=reverse("exchange:sheet", args=["plan-lines"]),
            besides=(("Download the broken sheet", static("finance/broken-total.csv")),),
        )
    yield from _of_taxes(reader)


def _round_in_hand() -> str:
    found = current_round()
    if found is None:
        return reverse("finance:budget")
    return reverse("finance:budget-round", args=[found.year])


def _of_taxes(reader: Reader) -> Iterator[Step]:
    yield Step(
        order=60,
        title="Choose a council tax option",
        sentence=(
            "Compare the options, and see what is left of the gap in each year and why a plan "
            "may not yet be called balanced."
        ),
        link="Compare the options",
        address=reverse("finance:tax"),
    )
    if not reader.may(Verb.READ, permissions.PLANNING):
        return
    yield Step(
        order=65,
        title="Plan a budget round back from its last day",
        sentence=(
            "Every step is counted back from Cabinet and Budget Council in working days. Move a "
            "meeting and see what can no longer be kept."
        ),
        link="See the round",
        address=_round_in_hand(),
    )
