"""The plan through its sheets and operations."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from townclerk.finance.core.versions import bridge
from townclerk.finance.imports import plan_lines
from townclerk.finance.models import LineAmount, PlanLine, PlanVersion
from townclerk.finance.models.plan import PublishedPlanIsFixed
from townclerk.finance.operations import plan as operations
from townclerk.finance.operations.tax import save_assumptions
from townclerk.finance.policies import PLAN, NotInThisState
from townclerk.finance.queries import plan as queries
from townclerk.finance.tests.builders import MOMENT, rows, thousands
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.records import EditConflict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed_plan")]


def row(plan, name):
    return queries.load(plan).row(name)


@pytest.mark.parametrize(
    ("name", "years", "total"),
    [
        ("original_gap", (33432, 14614, 16372), 64418),
        ("revisions", (-9220, 4693, -3234), -7761),
        ("revised_gap", (24212, 19307, 13138), 56657),
        ("proposals", (-12744, -21634, -11251), -45629),
        ("phasing", (-7000, 7000, 3000), 3000),
        ("remaining_gap", (4468, 4673, 4887), 14028),
    ],
)
def test_it_reads_the_printed_waterfall(plan, officer, name, years, total):
    found = row(plan, name)
    assert found.amounts == thousands(*years)
    assert found.total == Money.thousands(total)


def test_it_moves_one_year_and_the_total_when_one_revision_moves(plan, officer, analyst):
    following = operations.start_next_version(plan, title="Two", actor=analyst, moment=MOMENT)
    line = following.lines.get(code="revision-reduction-in-pay-and-prices-inflation")
    cell = line.amounts.get(year=2018)
    operations.set_amount(
        line, 2018, cell.amount + Money.thousands(100), actor=analyst, moment=MOMENT
    )

    assert row(following, "remaining_gap").amounts == thousands(4468, 4773, 4887)
    assert row(following, "remaining_gap").total == Money.thousands(14128)
    assert row(plan, "remaining_gap").total == Money.thousands(14028)
    moved = bridge(queries.load(plan).core, queries.load(following).core).lines
    assert [(found.label, found.amounts) for found in moved] == [
        (line.heading, thousands(0, 100, 0))
    ]


def test_it_takes_a_one_off_back_the_year_after(analyst):
    plan = operations.create_version(
        number=9, title="One", first_year=2017, actor=analyst, moment=MOMENT
    )
    values = {
        "code": "support",
        "heading": "Support grant",
        "step": "revision",
        "type": "grant",
        "recurrence": "one-off",
        "unwinds": True,
    }
    operations.add_line(plan, values, {2017: Money.thousands(-1532)}, actor=analyst, moment=MOMENT)
    assert row(plan, "revisions").amounts == thousands(-1532, 1532, 0)
    assert row(plan, "revisions").total == Money.zero


def test_it_reads_a_printed_one_off_as_one_typed_amount(plan, officer):
    line = plan.lines.get(code="revision-adult-social-care-support-grant")
    typed = {cell.year: cell.amount for cell in line.amounts.all() if cell.amount}
    assert typed == {2017: Money.thousands(-1532)}


def test_it_leaves_everything_alone_when_the_same_sheet_comes_twice(plan, officer):
    before, sheet = LineAmount.history.count(), rows("plan-lines")
    again = plan_lines.load(sheet, actor=officer, moment=MOMENT, batch="b2")
    lines = [found for found in sheet if found["row"] != "total"]
    assert (again.added, again.changed, again.same) == (0, 0, len(lines))
    assert LineAmount.history.count() == before


def take(plan, actor, *moves):
    for move in moves:
        plan = operations.move_version(plan, move, actor=actor, moment=MOMENT)
    return plan


def test_it_goes_from_draft_to_published_and_supersedes_the_one_before(plan, officer, analyst):
    first = take(plan, officer, "send-for-review", "put-to-cabinet", "publish")
    assert (first.state, first.published_on) == ("published", MOMENT.date())
    second = operations.start_next_version(first, title="Two", actor=analyst, moment=MOMENT)
    assert second.based_on == first
    take(second, officer, "send-for-review", "put-to-cabinet", "publish")
    first.refresh_from_db()
    assert first.state == "superseded"


@pytest.mark.parametrize("move", sorted(PLAN))
@pytest.mark.parametrize("state", PlanVersion.State.values)
def test_it_moves_only_along_the_declared_steps(officer, state, move):
    published = MOMENT.date() if state in PlanVersion.FIXED else None
    plan = PlanVersion.objects.create(
        number=7, title="Seven", first_year=2017, state=state, published_on=published
    )
    if state in PLAN[move].sources:
        moved = operations.move_version(plan, move, actor=officer, moment=MOMENT)
        assert moved.state == PLAN[move].target
    else:
        with pytest.raises(NotInThisState):
            operations.move_version(plan, move, actor=officer, moment=MOMENT)


def test_it_keeps_a_published_version_as_it_is_on_every_path(plan, officer):
    plan = take(plan, officer, "send-for-review", "put-to-cabinet", "publish")
    line = plan.lines.first()
    cell = line.amounts.first()
    with pytest.raises(PublishedPlanIsFixed):
        operations.set_amount(line, 2017, Money.zero, actor=officer, moment=MOMENT)
    cell.amount = Money.zero
    with pytest.raises(PublishedPlanIsFixed):
        cell.save()
    with pytest.raises(PublishedPlanIsFixed):
        line.delete()
    plan.title = "Another"
    with pytest.raises(PublishedPlanIsFixed):
        plan.save()
    with pytest.raises(PublishedPlanIsFixed):
        operations.change_line(line, {"heading": "x"}, actor=officer, moment=MOMENT)
    with pytest.raises(PublishedPlanIsFixed):
        save_assumptions(plan, {"base": Money.pounds(1)}, actor=officer, moment=MOMENT)


def test_it_locks_the_plan_for_analysts_once_under_review(plan, officer, analyst):
    plan = take(plan, analyst, "send-for-review")
    line = plan.lines.first()
    with pytest.raises(operations.VersionIsLocked):
        operations.set_amount(line, 2017, Money.zero, actor=analyst, moment=MOMENT)
    operations.set_amount(line, 2017, Money.zero, actor=officer, moment=MOMENT)
    take(plan, officer, "return-to-draft")
    line.refresh_from_db()
    operations.set_amount(
        PlanLine.objects.get(pk=line.pk), 2017, Money.thousands(1), actor=analyst, moment=MOMENT
    )


def test_it_keeps_the_minute_in_which_cabinet_noted_a_published_version(client, plan, officer):
    client.force_login(officer.user)
    page, act = reverse("finance:plan"), reverse("finance:act", args=["note-version", plan.pk])
    assert "Record that Cabinet noted it" not in client.get(page).content.decode()
    sent = {"noted": "CAB-7", "noted_on": "12/1/2017"}
    assert client.post(act, sent).status_code == 422
    take(plan, officer, "send-for-review", "put-to-cabinet", "publish")
    assert "still to come" in client.post(act, sent | {"noted_on": "1/1/2100"}).content.decode()
    client.post(act, sent)
    text = client.get(page).content.decode()
    assert "Noted by Cabinet on 12 January 2017, CAB-7." in text
    assert "Record that Cabinet noted it" not in text


def test_a_version_of_five_years_holds_lines_with_all_that_is_said_of_them(plan, analyst):
    stamp = {"actor": analyst, "moment": MOMENT}
    longer = operations.create_version(number=5, title="Five", first_year=2018, years=5, **stamp)
    said = {
        "code": "levy", "heading": "Waste levy", "step": "original", "type": "levy",
        "recurrence": "recurring", "owner_role": "finance-partner", "evidence": "Letter of May",
        "confidence": "low", "agreed_on": date(2017, 5, 2), "source": "Annex B", "group": "Levies",
    }  # fmt: skip
    amounts = {year: Money.thousands(year - 2010) for year in longer.year_numbers}
    line = operations.add_line(longer, said, amounts, **stamp)
    line.refresh_from_db()
    assert {name: getattr(line, name) for name in said} == said
    assert row(longer, "original_gap").amounts == thousands(8, 9, 10, 11, 12)
    for years in (0, 6):
        with pytest.raises(ValidationError):
            operations.create_version(number=9, title="x", first_year=2018, years=years, **stamp)


@pytest.mark.parametrize("role", ["budget-holder", "resident"])
def test_it_refuses_those_without_the_role_and_leaves_no_trace(plan, officer, role):
    line = plan.lines.first()
    entries = AuditEntry.objects.count()
    with pytest.raises(Refused):
        operations.set_amount(line, 2017, Money.zero, actor=an_actor(role), moment=MOMENT)
    assert AuditEntry.objects.count() == entries


def test_it_refuses_an_analyst_who_would_publish(plan, officer, analyst):
    plan = take(plan, officer, "send-for-review", "put-to-cabinet")
    with pytest.raises(Refused):
        operations.move_version(plan, "publish", actor=analyst, moment=MOMENT)


def test_it_tells_the_second_of_two_people_what_changed(plan, officer, analyst):
    line = plan.lines.get(code="original-national-living-wage")
    opened = line.amounts.get(year=2017).version
    operations.set_amount(
        line, 2017, Money.thousands(3200), actor=officer, moment=MOMENT, expected_version=opened
    )
    with pytest.raises(EditConflict) as caught:
        operations.set_amount(
            line, 2017, Money.thousands(3100), actor=analyst, moment=MOMENT, expected_version=opened
        )
    assert caught.value.changed["amount"] == (Money.thousands(3198), Money.thousands(3200))
    assert line.amounts.get(year=2017).amount == Money.thousands(3200)


def test_it_counts_no_saving_twice(plan, officer):
    values = {
        "code": "again",
        "heading": "Again",
        "step": "proposal",
        "type": "reform",
        "saving": "reform-b",
    }
    with pytest.raises(Problems, match="already counted"):
        operations.add_line(plan, values, {}, actor=officer, moment=MOMENT)


def test_it_leaves_a_line_inside_another_out_of_the_sum(plan, officer):
    before = row(plan, "proposals").total
    values = {
        "code": "lease-exit",
        "heading": "Lease exit",
        "step": "proposal",
        "type": "reform",
        "included_in": "reform-h",
    }
    operations.add_line(plan, values, {2018: Money.thousands(-876)}, actor=officer, moment=MOMENT)
    assert row(plan, "proposals").total == before
    with pytest.raises(Problems, match="has no line nowhere"):
        operations.add_line(
            plan,
            {**values, "code": "lease-2", "included_in": "nowhere"},
            {},
            actor=officer,
            moment=MOMENT,
        )


def test_it_refuses_a_year_outside_the_plan(plan, officer):
    line = plan.lines.first()
    with pytest.raises(operations.YearOutsidePlan, match="2017/18 to 2019/20"):
        operations.set_amount(line, 2020, Money.zero, actor=officer, moment=MOMENT)


def test_it_reads_a_plan_of_many_lines_in_few_queries(plan, officer, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.load(plan)


def test_it_reads_the_plan_as_it_was_known(plan, officer):
    line = plan.lines.get(code="original-national-living-wage")
    later = MOMENT.replace(day=20)
    operations.set_amount(line, 2017, Money.thousands(5000), actor=officer, moment=later)
    then = queries.load(plan, known_at=MOMENT.replace(day=15)).row("original_gap")
    assert then.amounts[0] == Money.thousands(33432)
    assert row(plan, "original_gap").amounts[0] == Money.thousands(33432 + 5000 - 3198)


def test_it_records_who_did_it_and_why(plan, officer):
    line = plan.lines.first()
    operations.remove_line(line, actor=officer, moment=MOMENT, reason="Entered twice")
    entry = AuditEntry.objects.filter(verb="remove").first()
    assert (entry.user, entry.reason) == (officer.user, "Entered twice")
