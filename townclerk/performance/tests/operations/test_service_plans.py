"""Service plans: returned without a priority, kept as they stood when agreed, who has not sent."""

from datetime import UTC, date, datetime

import pytest

from townclerk import figures
from townclerk.assurance.tests.builders import a_risk
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import BudgetRound, BudgetSubmission, SubmissionLine
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.performance.models import Action, PlanTemplate, ServicePlan
from townclerk.performance.operations import service_plans as operations
from townclerk.performance.queries import service_plans as queries
from townclerk.performance.tests.builders import MOMENT, a_plan, an_action, by
from townclerk.platform import records
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.organisation import operations as organisation

pytestmark = pytest.mark.django_db
AGREED = datetime(2025, 3, 20, 10, tzinfo=UTC)
CHIEF = ("chief-executive",)


@pytest.fixture
def units():
    return [
        organisation.create_unit(
            code=code,
            name=code.title(),
            kind="service",
            parent=None,
            start=date(2016, 4, 1),
            actor=an_actor(*CHIEF),
            moment=datetime(2016, 4, 1, tzinfo=UTC),
        )
        for code in ("libraries", "parks")
    ]


@pytest.fixture
def plan(units):
    template = records.create(
        PlanTemplate(
            code="2025",
            title="Service plans 2025/26",
            year=2025,
            due=date(2025, 1, 31),
            review_due=date(2025, 10, 31),
        ),
        **by(*CHIEF),
    )
    for position, (code, kind, register) in enumerate(
        (("purpose", "words", ""), ("actions", "records", "plan-actions"))
    ):
        values = {"template": template, "code": code, "title": code.title(), "kind": kind}
        operations.create_part({**values, "register": register, "position": position}, **by(*CHIEF))
    values = {"template": template, "unit": units[0], "code": "libraries-25", "title": "Libraries"}
    return operations.create(values, **head())


def head(unit="libraries", moment=AGREED):
    return {"actor": an_actor("head-of-service", unit=unit), "moment": moment}


def written(plan, aim=None):
    part = plan.template.parts.get(code="purpose")
    operations.create_text({"plan": plan, "part": part, "text": "To lend books"}, **head())
    if aim is not None:
        operations.create_link({"plan": plan, "aim": aim, "how": "Reading"}, **head())
    return plan


def test_a_plan_linked_to_no_priority_is_returned(plan):
    with pytest.raises(Problems, match="“Purpose” says nothing yet"):
        operations.submit(plan, **head())
    returned = operations.submit(written(plan), **head())
    assert (returned.state, returned.submitted_on) == ("returned", None)
    assert "no priority of the corporate plan" in returned.returned_why
    assert "no priority" in Task.objects.get(kind="service-plan").note
    assert figures.ask("performance.service_plans.unlinked", reader=OPERATOR).value == 1
    aim = a_plan().aims.get()
    operations.create_link({"plan": returned, "aim": aim, "how": "Reading"}, **head())
    sent = operations.submit(returned, **head())
    assert (sent.state, sent.returned_why) == ("challenged", "")
    assert Task.objects.get(kind="service-plan").state == "done"


def test_its_records_are_live_until_it_is_agreed_and_then_those_of_that_day(plan, units):
    aim = a_plan().aims.get()
    own = an_action(aim, "open-late", unit=units[0], due=date(2025, 9, 1))
    an_action(aim, "plant-trees", unit=units[1])

    def rows():
        outlook = queries.outlook(plan, on=AGREED.date(), reader=a_reader(*CHIEF))
        (table,) = [one.table for one in outlook.parts if one.table]
        return table.rows

    assert len(rows()) == 1
    assert "1 September 2025" in rows()[0]
    plan = operations.submit(written(plan, aim), **head())
    with pytest.raises(operations.PlanIsFrozen):
        operations.change_written(plan.texts.get(), {"text": "Other"}, **head())
    with pytest.raises(Refused):
        operations.agree(plan, **head())
    records.change(own, {"due": date(2025, 8, 1)}, **by(*CHIEF))
    agreed = operations.agree(plan, actor=an_actor(*CHIEF), moment=AGREED)
    at_agreement = rows()
    assert "1 August 2025" in at_agreement[0]
    records.change(Action.objects.get(pk=own.pk), {"due": date(2026, 1, 1)}, **by(*CHIEF))
    plan = ServicePlan.objects.get(pk=agreed.pk)
    assert rows() == at_agreement
    (kept,) = [one.kept_on for one in plan.texts.exclude(kept=None)]
    assert (kept, agreed.agreed_on) == (AGREED.date(), AGREED.date())
    assert Task.objects.get(purpose="review").due == date(2025, 10, 31)
    reviewed = operations.review(plan, reason="Half done", **head())
    assert operations.close(reviewed, reason="Done", **by(*CHIEF)).state == "closed"


def test_its_risks_and_its_budget_of_the_year_are_those_of_the_day_it_was_agreed(plan):
    for position, register in enumerate(("risks", "submission-lines"), 2):
        values = {"template": plan.template, "code": register, "title": register.title()}
        operations.create_part(
            {**values, "kind": "records", "register": register, "position": position}, **by(*CHIEF)
        )
    finance = an_actor("s151-officer")
    risk = a_risk(finance, unit=plan.unit, title="The roof leaks")
    a_risk(finance, "elsewhere", title="Not theirs")
    for year, amount in ((2024, 90_000), (2025, 95_000)):
        days = {"cabinet_on": date(year, 1, 16), "council_on": date(year, 2, 27)}
        round_ = BudgetRound.objects.create(code=f"r-{year}", year=year, **days)
        made = {"round": round_, "unit": plan.unit, "cash_limit": Money.pounds(100_000)}
        line = {"code": "books", "heading": "Books", "kind": "pay", "amount": Money.pounds(amount)}
        BudgetSubmission.objects.create(reference=f"l-{year}", **made).lines.create(**line)

    named = ("risks", "submission-lines")

    def tables():
        fresh = ServicePlan.objects.get(pk=plan.pk)
        outlook = queries.outlook(fresh, on=AGREED.date(), reader=a_reader(*CHIEF))
        return [one.table.rows for one in outlook.parts if one.part.register in named]

    risks, budget = tables()
    assert [row[0] for row in risks] == ["The roof leaks"]
    assert [row[-1] for row in budget] == ["95,000.00"]
    sent = operations.submit(written(plan, a_plan().aims.get()), **head())
    with pytest.raises(Problems, match="written again"):
        operations.give_back(sent, **by(*CHIEF))
    with pytest.raises(Refused, match="It is for"):
        operations.check_quality(sent, reason="Sound", **head())
    checked = operations.check_quality(sent, reason="Sound", **by("information-officer"))
    assert (checked.state, checked.checked_on) == ("challenged", MOMENT.date())
    back = operations.give_back(checked, reason="Say more of the roof", **by(*CHIEF))
    assert (back.state, back.submitted_on, back.checked_on) == ("returned", None, None)
    assert Task.objects.get(kind="service-plan", state="open").note == "Say more of the roof"
    sent = operations.submit(back, **head())
    operations.agree(sent, actor=an_actor(*CHIEF), moment=AGREED)
    agreed = tables()
    records.change(risk, {"title": "The roof is mended"}, **by(*CHIEF))
    SubmissionLine.objects.update(amount=Money.pounds(1))
    assert tables() == agreed == [risks, budget]


def test_it_says_who_has_not_sent_theirs(plan):
    def standing(day):
        rows = queries.submissions(plan.template, day)
        return [(row.code, row.plan and row.plan.state, row.late) for row in rows]

    assert standing(date(2025, 1, 31)) == [("parks", None, False), ("libraries", "draft", False)]
    operations.submit(written(plan, a_plan().aims.get()), **head())
    assert standing(date(2025, 2, 1)) == [
        ("parks", None, True),
        ("libraries", "challenged", False),
    ]


def test_another_service_writes_in_no_plan_but_its_own(plan):
    part = plan.template.parts.get(code="purpose")
    with pytest.raises(Refused):
        operations.create_text({"plan": plan, "part": part, "text": "Ours"}, **head("parks"))
