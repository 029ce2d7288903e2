"""Late tasks shown to others, the workload, the calendar and the mail of a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from townclerk.platform import clock
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines import feeds, jobs, ladder, operations, owed
from townclerk.platform.deadlines.counting import Counted
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.models import CalendarFeed, EscalationStep
from townclerk.platform.mail import sending
from townclerk.platform.organisation.models import Unit, UnitName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_roles")]
MONDAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = task_kind("telling-test", "Telling test")
OTHER = task_kind("other-telling-test", "Other telling test")


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: MONDAY)


def raised(title, days=0, **more):
    values = {
        "source": None,
        "purpose": "do",
        "kind": KIND,
        "area": Area.FINANCIAL_PLANNING,
        "owner_role": "finance-partner",
        "due": MONDAY + timedelta(days=days),
        "actor": Actor(user=None),
        "moment": MOMENT,
    }
    return operations.raise_task(title=title, **values | more)


def titles(user):
    return [one.title for one in owed.owed(Reader.of(user, MONDAY), MONDAY)]


class TestEscalation:
    def step(self, days=3, role="s151-officer", kind=""):
        return ladder.add_step(
            kind=kind,
            days_late=days,
            role=role,
            actor=an_actor("monitoring-officer"),
            moment=MOMENT,
        )

    def test_it_shows_a_late_task_to_the_role_of_the_step_from_its_day(self):
        raised("Two days late", -2)
        raised("Three days late", -3)
        s151 = a_user("s151-officer")
        assert titles(s151) == []
        self.step()
        assert titles(s151) == ["Three days late"]
        (one,) = owed.owed(Reader.of(s151, MONDAY), MONDAY)
        assert one.escalated
        assert one.owner == "Finance partner / analyst"
        assert titles(a_user("finance-partner")) == ["Three days late", "Two days late"]

    def test_it_keeps_to_the_kind_and_to_what_the_role_may_read(self):
        raised("This kind", -9)
        raised("Other kind", -9, kind=OTHER)
        raised("People", -9, area=Area.PEOPLE, owner_role="hr-officer")
        self.step(kind=KIND)
        self.step(kind="", role="registrar")
        assert titles(a_user("s151-officer")) == ["This kind"]
        assert titles(a_user("registrar")) == []

    def test_it_keeps_to_the_scope_of_the_role(self):
        for code in ("parks", "care"):
            unit = Unit.objects.create(code=code)
            UnitName.objects.create(unit=unit, kind="service", name=code, start=date(2010, 1, 1))
            raised(code, -9, unit=unit)
        self.step(role="head-of-service")
        assert titles(a_user("head-of-service", unit="parks")) == ["parks"]

    def test_it_escalates_neither_a_stopped_clock_nor_a_finished_task(self):
        partner = an_actor("finance-partner")
        counted = Counted(rule="platform/foi-reply", start=date(2025, 12, 1))
        task = raised("Stopped", counted=counted)
        operations.pause(task, first=date(2025, 12, 8), reason="Ask", actor=partner, moment=MOMENT)
        operations.complete(raised("Done", -9), actor=partner, moment=MOMENT)
        self.step()
        assert titles(a_user("s151-officer")) == []

    def test_it_lets_who_is_shown_it_look_but_not_act(self, client):
        task = raised("Late", -9)
        self.step(role="internal-auditor")
        auditor = an_actor("internal-auditor")
        assert titles(auditor.user) == ["Late"]
        client.force_login(auditor.user)
        page = client.get(f"/tasks/{task.pk}/").content.decode()
        assert "You are shown this because it is late" in page
        assert "Mark done" not in page
        assert client.post(f"/tasks/{task.pk}/done/").status_code == 403
        with pytest.raises(Refused, match="is not yours"):
            operations.complete(task, actor=auditor, moment=MOMENT)

    def test_it_has_one_step_for_each_role_and_kind(self):
        self.step(days=3)
        self.step(days=5)
        assert [step.days_late for step in EscalationStep.objects.all()] == [5]

    def test_it_is_settled_by_few_roles(self):
        with pytest.raises(Refused, match="Only the monitoring officer"):
            ladder.add_step(
                kind="",
                days_late=3,
                role="leader",
                actor=an_actor("s151-officer"),
                moment=MOMENT,
            )
        step = self.step()
        with pytest.raises(Refused):
            ladder.remove_step(step, actor=an_actor("leader"), moment=MOMENT)
        ladder.remove_step(step, actor=an_actor("monitoring-officer"), moment=MOMENT)
        assert not EscalationStep.objects.exists()


def test_it_adds_up_who_owes_how_much_in_the_areas_a_reader_answers_for():
    raised("Late", -1)
    raised("Soon", 1)
    raised("Later", 30)
    raised("Mine", 0, owner_role="s151-officer")
    raised("Elsewhere", -1, area=Area.PEOPLE, owner_role="hr-officer")
    loads = owed.workload(Reader.of(a_user("s151-officer"), MONDAY), MONDAY)
    assert [(load.owner, load.open, load.overdue, load.soon) for load in loads] == [
        ("Finance partner / analyst", 3, 1, 1),
        ("s151 officer", 1, 0, 1),
    ]
    assert owed.workload(Reader.of(a_user("finance-partner"), MONDAY), MONDAY) == []


class TestTheCalendar:
    @pytest.fixture
    def partner(self):
        return a_user("finance-partner", clearances=("exempt",))

    def address(self, user):
        secret = feeds.open_feed(actor=Actor(user=user), moment=MOMENT)
        return f"/tasks/calendar/{secret}.ics"

    def test_it_holds_what_is_owed_on_its_day_and_no_restricted_title(self, client, partner):
        task = raised("Reply, soon", 3)
        raised("The secret sale", 4, clearance="exempt")
        raised("Undated", due=None)
        answer = client.get(self.address(partner))
        text = answer.content.decode()
        assert answer["Content-Type"].startswith("text/calendar")
        assert "SUMMARY:Reply\\, soon\r\n" in text
        assert "DTSTART;VALUE=DATE:20260305\r\n" in text
        assert f"/tasks/{task.pk}/\r\n" in text
        assert text.count("BEGIN:VEVENT") == 2
        assert "secret" not in text

    def test_it_follows_what_is_owed(self, client, partner):
        address, task = self.address(partner), raised("Reply", 3)
        assert "Reply" in client.get(address).content.decode()
        operations.complete(task, actor=Actor(user=partner), moment=MOMENT)
        assert "Reply" not in client.get(address).content.decode()

    def test_it_ends_with_a_new_address_when_closed_and_with_the_account(self, client, partner):
        first, second = self.address(partner), self.address(partner)
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200
        partner.is_active = False
        partner.save()
        assert client.get(second).status_code == 404
        partner.is_active = True
        partner.save()
        feeds.close_feed(actor=Actor(user=partner), moment=MOMENT)
        assert client.get(second).status_code == 404
        assert client.get("/tasks/calendar/guess.ics").status_code == 404

    def test_it_keeps_the_secret_nowhere(self, partner):
        secret = feeds.open_feed(actor=Actor(user=partner), moment=MOMENT)
        assert secret not in str(CalendarFeed.objects.values())
        assert secret not in str(CalendarFeed.history.values())


class TestTheMail:
    def send(self, days=0):
        """A morning, so many days after the Monday: the list, and the mail of the day."""
        moment = MOMENT + timedelta(days=days)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: moment)
            patch.setattr(clock, "today", moment.date)
            told = jobs.send_digests(None)
        sending.gather(moment)
        sending.send_due(moment)
        return told

    def test_it_writes_once_to_each_who_owes_something_soon(self):
        partner = a_user("finance-partner", clearances=("exempt",))
        a_user("registrar")
        raised("Late", -1)
        raised("Soon", 6)
        raised("Far", 30)
        raised("The secret sale", 1, clearance="exempt")
        told = self.send()
        (sent,) = mail.outbox
        assert (told.done, sent.to) == (1, [partner.email])
        assert sent.subject == "What you owe: 3, 1 overdue"
        assert "Late\nDue 1 March 2026, 1 day late" in sent.body
        assert "Far" not in sent.body
        assert "secret" not in sent.body
        assert "/tasks/" in sent.body

    def test_it_queues_a_list_once_a_day_however_often_it_begins_again(self):
        a_user("finance-partner")
        raised("Late", -1)
        self.send()
        self.send()
        assert len(mail.outbox) == 1

    def test_it_writes_again_when_there_is_something_new_and_on_mondays(self):
        a_user("finance-partner")
        raised("Late", -1)
        raised("Due on Tuesday", 1)
        self.send()
        assert self.send(days=1).done == 0
        assert self.send(days=2).done == 1, "one thing became late"
        assert self.send(days=3).done == 0
        raised("New", 5)
        assert self.send(days=3).done == 1
        assert self.send(days=7).done == 1, "a Monday"

    def test_it_says_what_is_shown_because_it_is_late(self):
        raised("Three days late", -3)
        step = {"kind": "", "days_late": 3, "role": "s151-officer"}
        ladder.add_step(**step, actor=an_actor("monitoring-officer"), moment=MOMENT)
        a_user("s151-officer")
        self.send()
        assert "3 days late, shown to you because it is late" in mail.outbox[-1].body
