"""The pages of what a person owes: the list, its part, one task, and what can be done there."""

import re
from datetime import timedelta

import pytest

from townclerk.platform import clock
from townclerk.platform.access.areas import Area
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import operations
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.models import RedundancyProposal, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_roles")]
KIND = task_kind("page-test", "Page test")
OTHER = task_kind("other-page-test", "Other page test")
PART = {"HX-Request": "true"}
ONE_DAY = timedelta(days=1)


@pytest.fixture
def s151(client):
    user = a_user("s151-officer")
    client.force_login(user)
    return user


def raised(title="Answer", **more):
    values = {"kind": KIND, "owner_role": "s151-officer", "area": Area.FINANCIAL_PLANNING}
    return operations.raise_task(
        source=None,
        purpose="do",
        title=title,
        actor=Actor(user=None),
        moment=clock.now(),
        **values | more,
    )


def page_of(client, address="/tasks/", **more):
    return client.get(address, **more).content.decode()


def test_it_asks_who_comes_without_an_account(client):
    answer = client.get("/tasks/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_it_says_why_the_list_is_empty(client, s151):
    assert "You owe nothing today." in page_of(client)


def test_it_groups_the_most_pressing_first(client, s151):
    today = clock.today()
    raised("Far off", due=today + 30 * ONE_DAY)
    raised("Tomorrow", due=today + ONE_DAY)
    raised("Late", due=today - 2 * ONE_DAY)
    page = page_of(client)
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
    assert headings == ["Overdue (1)", "Due within 7 days (1)", "Due later (1)"]
    assert "2 days late" in page
    assert ", tomorrow" in page


def test_it_answers_htmx_with_the_part_that_the_page_holds(client, s151):
    raised(due=clock.today())
    part, page = page_of(client, headers=PART), page_of(client)
    assert "<html" not in part
    assert _without_tokens(part) in _without_tokens(page)


def _without_tokens(text):
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text).strip()


def test_it_narrows_to_a_kind_and_says_how_many_of_each(client, s151):
    raised("One")
    raised("Two", kind=OTHER)
    assert "Everything (2)" in page_of(client)
    narrowed = page_of(client, "/tasks/?kind=other-page-test")
    assert "Two" in narrowed
    assert ">One<" not in narrowed
    assert "You owe nothing of this kind." in page_of(client, "/tasks/?kind=nothing")


def test_it_marks_done_and_offers_to_take_it_back(client, s151):
    task = raised("Answer")
    answer = client.post(f"/tasks/{task.pk}/done/?kind=page-test", {"version": 1}, follow=True)
    assert answer.redirect_chain == [(f"/tasks/?kind=page-test&done={task.pk}", 302)]
    page = answer.content.decode()
    assert "Done: Answer" in page
    assert f'action="/tasks/{task.pk}/take-back/?kind=page-test"' in page
    client.post(f"/tasks/{task.pk}/take-back/")
    task.refresh_from_db()
    assert task.state == "open"
    assert "Done: Answer" not in page_of(client, f"/tasks/?done={task.pk}")


def test_it_answers_htmx_after_the_act_with_the_part(client, s151):
    task = raised()
    part = client.post(f"/tasks/{task.pk}/done/", {"version": 1}, headers=PART, follow=True)
    assert b"<html" not in part.content
    assert b'id="owed"' in part.content


def test_it_tells_whoever_comes_second(client, s151):
    task = raised()
    client.post(f"/tasks/{task.pk}/hand-on/", {"role": "s151-officer", "reason": "Mine"})
    operations.raise_task(
        source=None, purpose="x", title="Unrelated", kind=KIND, owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING, actor=Actor(user=None), moment=clock.now(),
    )  # fmt: skip
    page = client.post(f"/tasks/{task.pk}/done/", {"version": 1}, follow=True).content.decode()
    assert "after you opened it" in page
    task.refresh_from_db()
    assert task.state == "open"


@pytest.mark.parametrize("name", ["", "stop/", "start/", "hand-on/", "cancel/"])
def test_it_hides_the_tasks_of_others(client, name):
    task = raised()
    client.force_login(a_user("registrar"))
    assert client.get(f"/tasks/{task.pk}/{name}").status_code == 404
    assert client.post(f"/tasks/{task.pk}/done/").status_code == 404
    assert client.post(f"/tasks/{task.pk}/take-back/").status_code == 404


def test_it_does_not_show_another_s_finished_task(client):
    task = raised("Secret")
    Task.objects.update(state="done")
    client.force_login(a_user("registrar"))
    assert "Secret" not in page_of(client, f"/tasks/?done={task.pk}")


def test_it_does_nothing_on_a_get(client, s151):
    task = raised()
    assert client.get(f"/tasks/{task.pk}/done/").status_code == 405
    assert client.get(f"/tasks/{task.pk}/take-back/").status_code == 405


def test_it_shows_how_the_date_is_worked_out(client, s151):
    task = raised(counted=Counted(rule="platform/foi-reply", start=clock.today()))
    page = page_of(client, f"/tasks/{task.pk}/")
    assert "Freedom of Information Act 2000, section 10(1) and (6)" in page
    assert "20 working days" in page
    assert "Last day: Reply to a freedom of information request" in page
    assert not re.search(r"\d{4}-\d{2}-\d{2}", page[page.index("How the date") :])
    assert "Stop the clock" in page


def test_it_stops_and_starts_the_clock(client, s151):
    today = clock.today()
    task = raised(counted=Counted(rule="platform/foi-reply", start=today))
    page = client.post(f"/tasks/{task.pk}/stop/", {"first": str(today), "reason": "Ask"})
    assert page.status_code == 302
    assert "Clock stopped (1)" in page_of(client)
    again = client.post(f"/tasks/{task.pk}/stop/", {"first": str(today), "reason": "Ask"})
    assert "Start it first" in again.content.decode()
    later = today + 10 * ONE_DAY
    client.post(f"/tasks/{task.pk}/start/", {"last": str(later)})
    was, task = task.due, Task.objects.get(pk=task.pk)
    assert task.due > was


def test_it_names_what_is_missing_in_a_form(client, s151):
    task = raised(counted=Counted(rule="platform/foi-reply", start=clock.today()))
    page = client.post(f"/tasks/{task.pk}/stop/", {"first": "soon"}).content.decode()
    assert "is not a date" in page
    assert "Say why" in page
    both = client.post(f"/tasks/{task.pk}/hand-on/", {"reason": "Away"}).content.decode()
    assert "one of the two" in both


def test_it_cancels_with_a_reason_where_the_reader_answers_for_the_area(client, s151):
    task = raised()
    client.post(f"/tasks/{task.pk}/cancel/", {"reason": "Not needed"})
    task.refresh_from_db()
    assert task.state == "cancelled"
    assert "Not needed" in page_of(client, f"/tasks/{task.pk}/")


def test_it_shows_fifty_a_page(client, s151):
    Task.objects.bulk_create(
        Task(title=f"T{n}", kind=KIND, area="1", owner_role="s151-officer", purpose="do")
        for n in range(60)
    )
    assert page_of(client).count("tc-owed__line") == 50
    second = page_of(client, "/tasks/?page=2")
    assert second.count("tc-owed__line") == 10
    assert "No date (60)" in second


def test_it_asks_as_many_queries_for_many_as_for_one(client, s151, django_assert_max_num_queries):
    raised()
    with django_assert_max_num_queries(50) as one:
        page_of(client)
    for number in range(8):
        raised(str(number))
    with django_assert_max_num_queries(len(one.captured_queries)):
        page_of(client)


class TestRedundancies:
    FORM = {
        "reference": "depot",
        "establishment": "the depot",
        "proposed": "25",
        "consultation_starts": "5 January 2026",
    }

    def test_it_turns_a_proposal_into_dated_tasks(self, client):
        client.force_login(a_user("hr-officer"))
        assert 'href="/tasks/redundancies/new/"' in page_of(client)
        page = client.post("/tasks/redundancies/new/", self.FORM, follow=True).content.decode()
        assert "Send form HR1 for the depot" in page
        assert "Due 4 February 2026" in page
        assert "From 20 and fewer than 100" in page

    def test_it_refuses_a_reference_twice_and_a_local_period_too_short(self, client):
        client.force_login(a_user("hr-officer"))
        client.post("/tasks/redundancies/new/", self.FORM)
        twice = client.post("/tasks/redundancies/new/", self.FORM).content.decode()
        assert "already exists" in twice
        short = self.FORM | {"reference": "other", "local_days": "29"}
        page = client.post("/tasks/redundancies/new/", short).content.decode()
        assert "at least 30" in page
        assert RedundancyProposal.objects.count() == 1

    def test_it_is_closed_to_who_may_not_contribute(self, client, s151):
        assert "Propose redundancies" not in page_of(client)
        assert client.get("/tasks/redundancies/new/").status_code == 403


class TestBesides:
    def test_it_shows_the_workload_to_who_answers_for_an_area(self, client, s151):
        raised(owner_role="finance-partner", due=clock.today() - ONE_DAY)
        page = page_of(client, "/tasks/workload/")
        assert "Finance partner / analyst" in page
        client.force_login(a_user("finance-partner"))
        assert "There are no open tasks" in page_of(client, "/tasks/workload/")

    def test_it_adds_and_removes_a_step_of_the_ladder(self, client):
        client.force_login(a_user("monitoring-officer"))
        step = {"kind": "", "days_late": "3", "role": "s151-officer"}
        page = client.post("/tasks/escalation/", step, follow=True).content.decode()
        assert "Every kind: s151 officer, from 3 days late" in page
        (address,) = re.findall(r'action="(/tasks/escalation/\d+/remove/)"', page)
        page = client.post(address, follow=True).content.decode()
        assert "shown to nobody but those who owe them" in page

    def test_it_names_what_a_step_lacks(self, client):
        client.force_login(a_user("monitoring-officer"))
        page = client.post("/tasks/escalation/", {"days_late": "0"}).content.decode()
        assert "Choose a role" in page
        assert "greater than or equal to 1" in page

    def test_it_refuses_a_step_from_others_and_offers_them_no_form(self, client, s151):
        assert "Add a step" not in page_of(client, "/tasks/escalation/")
        step = {"kind": "", "days_late": "3", "role": "s151-officer"}
        assert client.post("/tasks/escalation/", step).status_code == 403

    def test_it_shows_a_calendar_address_once(self, client, s151):
        page = client.post("/tasks/calendar/", {"act": "open"}).content.decode()
        (address,) = set(re.findall(r"http://testserver(/tasks/calendar/[^\"<]+\.ics)", page))
        assert address not in page_of(client, "/tasks/calendar/")
        client.logout()
        assert client.get(address).status_code == 200
        client.force_login(s151)
        client.post("/tasks/calendar/", {"act": "close"})
        assert client.get(address).status_code == 404
