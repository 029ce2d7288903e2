"""Queued with what caused it, sent once, tried again, held back, gathered, turned off."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.jobs.models import Job
from townclerk.platform.mail import jobs, operations, sending
from townclerk.platform.mail.models import Letter
from townclerk.platform.organisation.models import Council

pytestmark = pytest.mark.django_db
ADDRESS = "resident@example.org"


@pytest.fixture
def queued(ask, moment):
    def queue(to=ADDRESS, kind=ask, at=moment, **more):
        values = {"subject": "Please answer", "text": "There is a question.", "link": "/tasks/"}
        return operations.queue(kind, to=to, moment=at, **values | more)

    return queue


@pytest.fixture
def answers(monkeypatch):
    """The mail server raises what stands here, one after the other, then takes everything."""
    errors = []
    real = EmailBackend.send_messages

    def answer(self, messages):
        if errors:
            raise errors.pop(0)
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)
    return errors


def states():
    return [letter.state for letter in Letter.objects.order_by("pk")]


def test_it_sends_one_link_made_whole_to_the_address_a_user_has_by_then(queued, moment, settings):
    settings.SITE_URL = "https://townclerk.example"
    user = a_user("member")
    queued(user)
    user.email = "new@example.org"
    user.save()
    (letter,) = sending.send_due(moment)
    (sent,) = mail.outbox
    assert (letter.state, sent.to) == ("sent", ["new@example.org"])
    assert sent.body == "There is a question.\n\nhttps://townclerk.example/tasks/"
    assert sending.send_due(moment) == []


def test_it_is_queued_with_what_caused_it_or_not_at_all(queued):
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert (states(), Job.objects.count()) == ([], 0)


def test_it_queues_the_same_thing_once(queued):
    for _ in range(2):
        queued(key="round-1")
        queued()
    queued("other@example.org", key="round-1")
    assert len(states()) == 4


def test_it_tells_everything_that_is_wrong_with_a_mail_at_once(queued):
    with pytest.raises(Problems) as caught:
        queued("nobody", subject="Two\nlines", link="https://elsewhere.example/x")
    assert [problem.field for problem in caught.value.problems] == ["to", "subject", "link"]
    with pytest.raises(Problems):
        queued(link="//elsewhere.example/x")
    assert states() == []


def test_it_waits_longer_each_time_and_gives_up_with_the_reason(queued, answers, moment):
    letter = queued()
    waits = []
    answers += [OSError("no server")] * sending.MOST_ATTEMPTS
    for _ in range(sending.MOST_ATTEMPTS):
        assert sending.send_due(moment - timedelta(seconds=1)) == []
        sending.send_due(moment)
        letter.refresh_from_db()
        waits.append((letter.not_before - moment).seconds)
        moment = letter.not_before
    assert waits == [40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 0]
    assert letter.state == "given-up"
    assert letter.error == "Tried 10 times, the last time: no server"
    assert Job.objects.count() == sending.MOST_ATTEMPTS


def test_it_does_not_ask_again_where_the_address_is_refused_for_good(queued, answers, moment):
    answers.append(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such mailbox")}))
    queued()
    answers.append(smtplib.SMTPRecipientsRefused({ADDRESS: (451, b"later")}))
    queued()
    sending.send_due(moment)
    assert states() == ["given-up", "waiting"]
    assert "550 no such mailbox" in Letter.objects.earliest("pk").error


def test_it_sends_to_nobody_whose_account_is_closed(queued, moment):
    user = a_user("member")
    queued(user)
    user.is_active = False
    user.save()
    sending.send_due(moment)
    assert (states(), mail.outbox) == (["given-up"], [])


def test_it_holds_back_what_is_too_much_for_an_hour(queued, moment):
    for minute in range(22):
        queued(at=moment + timedelta(minutes=minute))
        sending.send_due(moment + timedelta(minutes=minute))
    queued("other@example.org", at=moment + timedelta(minutes=22))
    sending.send_due(moment + timedelta(minutes=22))
    assert len(mail.outbox) == 21
    held = list(Letter.objects.filter(state="waiting").order_by("pk"))
    assert [letter.not_before - moment for letter in held] == [timedelta(hours=1)] * 2
    sending.send_due(moment + timedelta(hours=1, minutes=1))
    assert len(mail.outbox) == 23


def test_it_takes_up_what_a_killed_worker_left(queued, moment):
    queued()
    Letter.objects.update(state="sending")
    assert sending.send_due(moment + timedelta(minutes=5)) == []
    sending.send_due(moment + timedelta(minutes=16))
    assert len(mail.outbox) == 1


def test_it_gathers_what_can_wait_into_one_mail_a_day(queued, news, moment):
    user = a_user("member")
    for number in (1, 2, 3):
        queued(user, kind=news, subject=f"Thing {number}", link=f"/tasks/{number}/")
    queued(kind=news, subject="Alone")
    assert sending.send_due(moment) == []
    assert len(sending.gather(moment)) == 2
    assert sending.gather(moment) == []
    sending.send_due(moment)
    alone, many = mail.outbox
    assert (alone.subject, alone.to) == ("Alone", [ADDRESS])
    assert "/mail/stop/" in alone.body
    assert (many.subject, many.to) == ("Today from Townclerk: 3 things", [user.email])
    assert [many.body.count(f"/tasks/{number}/") for number in (1, 2, 3)] == [1, 1, 1]
    assert states() == ["gathered"] * 4 + ["sent"] * 2


def test_it_sends_no_kind_that_was_turned_off(queued, ask, news, moment):
    user = a_user("member")
    queued(user, kind=news)
    receiver = operations.receiver_of(user)
    operations.turn_off(receiver=receiver, kind=news.name, moment=moment)
    queued(user, kind=news)
    assert states() == ["unwanted"] * 2
    operations.turn_on(receiver=receiver, kind=news.name)
    queued(user, kind=news)
    assert states()[-1] == "waiting"
    with pytest.raises(operations.MayNotBeTurnedOff):
        operations.turn_off(receiver=receiver, kind=ask.name, moment=moment)


def test_it_sends_nothing_in_a_demonstration_and_keeps_what_it_would_have(queued, secret, moment):
    Council.objects.create(name="Town", short_name="Town", demonstration=True)
    queued(kind=secret, link="/secret/abc/")
    sending.send_due(moment)
    assert (states(), mail.outbox) == (["shown"], [])
    assert Letter.objects.get().link == "/secret/abc/"


def test_it_wipes_a_secret_link_once_it_is_sent(queued, secret, moment):
    queued(kind=secret, link="/secret/abc/")
    sending.send_due(moment)
    assert "/secret/abc/" in mail.outbox[0].body
    assert Letter.objects.get().link == ""


def test_it_tries_again_for_who_runs_the_installation(queued, answers, moment):
    answers.append(smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"full")}))
    letter = queued()
    sending.send_due(moment)
    letter.refresh_from_db()
    for role in ("chief-executive", "system-administrator"):
        user = a_user(role)
        reader, actor = Reader.of(user, moment.date()), Actor(user=user)
        values = {"reader": reader, "actor": actor, "moment": moment}
        if role == "chief-executive":
            with pytest.raises(Refused):
                operations.try_again(letter, **values)
    operations.try_again(letter, **values)
    with pytest.raises(operations.NotGivenUp):
        operations.try_again(letter, **values)
    sending.send_due(moment)
    assert len(mail.outbox) == 1


def test_it_forgets_mail_after_its_days(queued, moment, monkeypatch):
    for days in (0, 89):
        at = moment + timedelta(days=days)
        queued(at=at)
        sending.send_due(at)
    monkeypatch.setattr(jobs.clock, "now", lambda: moment + timedelta(days=91))
    assert jobs.forget_mail(None).done == 1
    assert len(states()) == 1
