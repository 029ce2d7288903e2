"""The round's pages and acts, by role: what is shown, what is offered, what is done."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from townclerk.finance.models import (
    BudgetRound,
    BudgetSubmission,
    GrantStream,
    PlanVersion,
    SubmissionLine,
)
from townclerk.finance.operations import budget_amendments, budget_setting, budget_submissions
from townclerk.finance.tests.budget_builders import (
    MOMENT,
    P,
    a_submission,
    a_unit,
    a_vote,
    a_whole_round,
)
from townclerk.finance.tests.budget_builders import all_agreed as agreed
from townclerk.finance.web.budget import ACTS
from townclerk.kernel.errors import Problems
from townclerk.platform import clock
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.registers import by_name
from townclerk.platform.registers.importing import load_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(db) -> BudgetRound:
    return a_whole_round(an_actor("s151-officer"))


@pytest.fixture
def s151(client):
    client.force_login(a_user("s151-officer"))
    return client


def errors(answer) -> str:
    box = BeautifulSoup(answer.content, "html.parser").find(class_="govuk-error-summary")
    return box.get_text(" ", strip=True) if box else ""


def text(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def sent(client, name, pk=None, /, **values):
    answer = client.post(
        reverse("finance:budget-act", args=[name] if pk is None else [name, pk]),
        values,
        follow=True,
    )
    assert errors(answer) == ""
    return text(answer)


def recommended(found: BudgetRound) -> BudgetRound:
    return budget_setting.move_round(
        agreed(found), "recommend", decision="CAB-7", actor=an_actor("s151-officer"), moment=MOMENT
    )


def test_a_round_is_opened_and_a_late_council_is_refused_on_its_field(s151):
    assert "No budget round is open" in text(s151.get(reverse("finance:budget")))
    days = {"year": "2017/18", "cabinet_on": "12/1/2017"}
    answer = s151.post(
        reverse("finance:budget-act", args=["open-round"]), days | {"council_on": "13/3/2017"}
    )
    assert answer.status_code == 422
    assert "10 March 2017" in errors(answer)
    page = sent(s151, "open-round", **days, council_on="2/3/2017")
    assert "Summons and papers of Budget Council published" in page
    assert "22 February 2017" in page


def test_the_round_shows_limits_balance_and_conflicts(s151, found):
    page = text(s151.get(reverse("finance:budget-round", args=[2017])))
    assert "The budget balances at the Band D proposed." in page
    assert "11,000,000.00" in page
    assert "cannot be kept" not in page
    step = found.steps.get(code="cabinet-papers")
    page = sent(s151, "plan-step", step.pk, planned_on="9/1/2017")
    assert "cannot be kept as it is planned" in page
    assert "the last day is 4 January 2017" in page
    assert "Late: care, parks." in page


def test_every_act_opens_where_its_record_allows_and_never_to_who_only_reads(client, found):
    records = {
        kind.about: kind.about.objects.first() for kind in ACTS.values() if kind.about is not None
    }
    where = {
        name: reverse(
            "finance:budget-act",
            args=[name] if kind.about is None else [name, records[kind.about].pk],
        )
        for name, kind in ACTS.items()
        if kind.about is None or records[kind.about] is not None
    }
    assert len(where) > 14
    client.force_login(a_user("s151-officer"))
    assert {client.get(at).status_code for at in where.values()} == {200}
    client.force_login(a_user("scrutiny-member"))
    assert {client.get(at).status_code for at in where.values()} == {403}
    assert {client.post(at).status_code for at in where.values()} == {403}


def test_a_budget_holder_sees_and_fills_in_only_their_own(client, found):
    one = a_submission(found, "fleet", 100, actor=an_actor("s151-officer"))
    a_unit("fleet")
    client.force_login(a_user("budget-holder", unit="fleet"))
    assert "fleet, 2017/18" in text(client.get(reverse("finance:budget")))
    assert client.get(reverse("finance:budget-round", args=[2017])).status_code == 403
    other = BudgetSubmission.objects.get(unit__code="care")
    assert client.get(reverse("finance:submission", args=[other.pk])).status_code == 403
    line = {"code": "van", "what": "Vans", "kind": "running", "amount": "120"}
    page = sent(client, "add-submission-line", one.pk, **line)
    assert "It is over its cash limit" in page
    act = reverse("finance:budget-act", args=["submission-step", one.pk])
    assert "more than its cash limit" in errors(client.post(act, {"move": "submit"}))
    assert (
        client.post(reverse("finance:budget-act", args=["issue-limit", found.pk]), {}).status_code
        == 403
    )
    sent(client, "explain-excess", one.pk, over_limit_reason="Fuel")
    assert "submitted" in sent(client, "submission-step", one.pk, move="submit").lower()
    assert "Change a line" not in text(client.get(reverse("finance:submission", args=[one.pk])))


def test_a_page_asks_the_database_no_more_for_more_lines(s151, found):
    one = found.submissions.get(unit__code="parks")
    at = reverse("finance:submission", args=[one.pk])
    counts = []
    for more in (0, 10):
        SubmissionLine.objects.bulk_create(
            SubmissionLine(
                submission=one, code=f"more-{n}", heading="More", kind="running", amount=P(1)
            )
            for n in range(more)
        )
        with CaptureQueriesContext(connection) as asked:
            assert s151.get(at).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] < 40


def test_an_amendment_is_costed_as_it_is_drawn(s151, found):
    recommended(found)
    names = {"reference": "parks-first", "name": "Parks first", "moved_by": "Opposition group"}
    sent(s151, "draw-amendment", found.pk, **names)
    made = found.amendments.get()
    parks, care = a_unit("parks").pk, a_unit("care").pk
    page = sent(s151, "add-amendment-change", made.pk, what="Crews", unit=parks, amount="200,000")
    assert "Unbalanced £200,000.00 has no funding" in page
    act = reverse("finance:budget-act", args=["amendment-step", made.pk])
    assert "cannot be tabled" in errors(s151.post(act, {"move": "table"}))
    page = sent(
        s151, "add-amendment-change", made.pk, what="Agency", unit=care, amount="-200,000",
        option="agency-staff",
    )  # fmt: skip
    assert "Balanced Council tax is unchanged." in page
    assert "agency-staff" in page
    sent(s151, "amendment-step", made.pk, move="table")
    sent(s151, "vote-on-amendment", made.pk, vote=a_vote("for", motion="Parks first"))
    made.refresh_from_db()
    assert (made.state, made.minute) == ("carried", "Item 1, Council, 2 March 2017")


def test_what_is_sent_in_waits_for_the_s151_officer(client, found):
    found.submissions.filter(unit__code="care").update(state="submitted")
    client.force_login(a_user("s151-officer"))
    assert "Agree or challenge the budget of care, 2017/18" in text(client.get("/tasks/"))
    client.force_login(a_user("leader"))
    assert "Agree or challenge" not in text(client.get("/tasks/"))


def test_the_resolution_prints_its_calculations_bands_and_rounding_rule(s151, found, client):
    page = text(s151.get(reverse("finance:resolution", args=[2017])))
    for part in ("31A(4)", "10,020,400.00", "1,253.88", "rounded to the penny half up", "5.00%"):
        assert part in page
    pdf = s151.get(reverse("finance:budget-document", args=[2017, "resolution", "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    word = s151.get(reverse("finance:budget-document", args=[2017, "leaflet", "docx"]))
    assert word.content.startswith(b"PK")
    assert s151.get("/plan/budget/2017/other.pdf").status_code == 404


@pytest.fixture
def heard(found) -> BudgetRound:
    """The round with fees from a sheet, what was heard, a grant made final, and two votes."""
    officer = an_actor("s151-officer")
    stamp = {"actor": officer, "moment": MOMENT}
    fees = [
        {
            "code": "allotment", "round": found.code, "unit": "parks", "name": "Allotment, a year",
            "power": "Local Government Act 2003, section 93", "basis": "cost", "last": "40",
            "amount": "42",
        },
        {
            "code": "bowls", "round": found.code, "unit": "parks", "name": "Bowls, an hour",
            "power": "Local Government Act 1976, section 19", "basis": "market", "amount": "6.50",
        },
    ]  # fmt: skip
    load_rows(by_name("fees-and-charges"), fees, **stamp)
    found.consultation.create(
        reference="residents", heard_on=date(2016, 11, 1), audience="Residents", responses=80,
        summary="Keep the parks.", outcome="The cut was halved.",
    )  # fmt: skip
    stream = GrantStream.objects.create(code="rsg", name="Revenue support", type="core")
    for stage, amount in (("provisional", 90), ("final", 80)):
        stream.amounts.create(year=2017, stage=stage, amount=P(amount))
    plan = PlanVersion.objects.create(number=1, title="Plan", first_year=2017, years=1)
    line = plan.lines.create(code="mow", heading="Mow less", step="proposal", type="reform")
    line.amounts.create(year=2017, amount=P(-300))
    PlanVersion.objects.update(state="published", published_on=date(2017, 1, 4))
    effect = "Older people lose most of the small services."
    BudgetRound.objects.update(equality_effect=effect, plan=plan)
    now = recommended(found)
    given = {"round": now, "reference": "more", "title": "More parks", "moved_by": "Group"}
    made = budget_amendments.draw(given, **stamp)
    for unit, amount in (("parks", 5_000), ("care", -5_000)):
        line = {"amendment": made, "unit": a_unit(unit), "what": unit, "amount": P(amount)}
        budget_amendments.add_change(line, **stamp)
    made = budget_amendments.move_amendment(made, "table", **stamp)
    lost = a_vote("against", "against", motion="More parks")
    budget_amendments.take_vote_on_amendment(made, lost, **stamp)
    budget_amendments.take_vote_on_budget(now, a_vote("for", "barred"), **stamp)
    return BudgetRound.objects.get()


def test_the_budget_book_adds_up_and_holds_fees_with_their_power(s151, heard):
    page = text(s151.get(reverse("finance:budget-book", args=[2017])))
    for part in (
        "13,000,000.00", "84.62", "section 93; cost recovery", "40.00 42.00 5.0%", "new 6.50",
        "not signed yet", "80 responses: Keep the parks.", "The cut was halved.",
        "Equality effect of the proposals together", "Older people lose most",
    ):  # fmt: skip
        assert part in page, part
    pdf = s151.get(reverse("finance:budget-document", args=[2017, "book", "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    listed = text(s151.get(reverse("registers:list", args=["fees-and-charges"])))
    assert "Allotment, a year" in listed
    assert "2.00" in listed


def test_the_council_report_holds_every_part_in_order(s151, heard):
    page = text(s151.get(reverse("finance:council-report", args=[2017])))
    at = 0
    for part in (
        "Final settlement", "Revenue support 80.00", "Final proposals", "Mow less −300.00",
        "What was heard", "Keep the parks.", "Older people lose most", "Robustness statement",
        "Fees and charges", "section 93", "Tax bases", "10,020,400.00", "Police 155.52",
        "Council tax set for each part", "1,253.88", "Whether a referendum is needed",
        "Amendments", "More parks Group 5,000.00 −5,000.00 Lost: Item 1, Council, 2 March 2017",
        "Recorded votes", "Carried on 2 March 2017: for 1, may not vote 1",
        "How each member voted on the budget", "Councillor 2 May not vote",
        "How each member voted on “More parks”",
    ):  # fmt: skip
        assert part in page[at:], part
        at = page.index(part, at)
    settled = page.index("Revenue support")
    assert "90.00" not in page[: page.index("Final proposals", settled)]
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        address = reverse("finance:budget-document", args=[2017, "council-report", kind])
        assert s151.get(address).content.startswith(begins)
    PlanVersion.objects.update(state="draft", published_on=None)
    page = text(s151.get(reverse("finance:council-report", args=[2017])))
    assert "is not published" in page
    assert "Mow less" not in page
    s151.logout()
    assert s151.get(reverse("finance:council-report", args=[2017])).status_code == 302


def test_the_contents_of_the_council_report_lead_to_each_part(s151, heard):
    answer = s151.get(reverse("finance:council-report", args=[2017]))
    page = BeautifulSoup(answer.content, "html.parser")
    links = page.select("nav a[href^='#part-']")
    assert [link.get_text(" ", strip=True) for link in links][:2] == [
        "1 Final settlement", "2 Final proposals"
    ]  # fmt: skip
    assert all(page.find(id=link["href"][1:]) for link in links)


def test_lines_come_in_as_a_sheet_and_what_changed_since_they_were_sent_in_is_shown(s151, found):
    officer = an_actor("s151-officer")
    stamp = {"actor": officer, "moment": MOMENT}
    lines = by_name("submission-lines")
    line = {
        "submission": "2017-18-parks", "code": "vans", "heading": "Vans", "kind": "running",
        "base": "90", "amount": "100",
    }  # fmt: skip
    with pytest.raises(Problems, match="row 3, column amount: Income is negative"):
        load_rows(lines, [line, line | {"code": "bowls", "kind": "fees"}], **stamp)
    one = found.submissions.get(unit__code="parks")
    assert one.lines.count() == 1
    load_rows(lines, [line, line | {"code": "bowls", "kind": "fees", "amount": "-100"}], **stamp)
    one = budget_submissions.move_submission(one, "submit", **stamp)
    one = budget_submissions.move_submission(one, "return", **stamp)
    load_rows(lines, [line | {"amount": "120"}], **stamp)
    page = text(s151.get(reverse("finance:submission", args=[one.pk])))
    assert "What changed since the draft before" in page
    assert "Vans 100.00 120.00 20.00" in page


def test_the_timetable_shows_how_each_step_stands(s151, found, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2016, 12, 1))
    found.steps.filter(code="cash-limits").update(done_on=date(2016, 9, 5))
    at = reverse("finance:budget-round", args=[2017])
    page = text(s151.get(at))
    for part in ("Done 5 September 2016", "Not recorded as done", "To come", "The law's last day"):
        assert part in page, part


@pytest.mark.parametrize(
    ("name", "section"),
    [("tax-base", "Collect"), ("collection-fund", "Collect"), ("budget-round", "Plan")],
)
def test_a_page_of_the_round_lights_its_own_place(s151, found, name, section):
    page = BeautifulSoup(s151.get(reverse(f"finance:{name}", args=[2017])).content, "html.parser")
    here = page.select_one(".govuk-service-navigation__item--active")
    assert here.get_text(strip=True) == section


def test_households_see_their_band_in_their_parish(s151, found):
    page = text(s151.get(reverse("finance:leaflet", args=[2017])))
    assert "Ford: by band" in page
    assert "43.94" in page
    assert "Band A−" in page
    # £11m and £2m of the £13m that services cost.
    assert "Where each £100 goes" in page
    assert "care 84.62 parks 15.38" in page


def test_it_is_open_to_all_once_the_council_has_set_it_and_not_before(client, found):
    at = reverse("finance:resolution", args=[2017])
    assert client.get(at).status_code == 302
    officer = an_actor("s151-officer")
    recommended(found)
    statement = budget_setting.write_statement(
        found.statement,
        {"reference": "FD", "estimates": "E", "reserves": "R", "minimum_balance": P(1)},
        actor=officer,
        moment=MOMENT,
    )
    budget_setting.sign_statement(statement, actor=officer, moment=MOMENT)
    now = BudgetRound.objects.get()
    budget_amendments.take_vote_on_budget(now, a_vote("for"), actor=officer, moment=MOMENT)
    now.refresh_from_db()
    budget_setting.move_round(now, "approve", decision="CL-9", actor=officer, moment=MOMENT)
    answer = client.get(at)
    assert answer.status_code == 200
    assert "Resolved on 2 March 2017, CL-9" in text(answer)
    assert "differs from what was sealed" not in text(answer)
    assert client.get(reverse("finance:budget-round", args=[2017])).status_code == 302
