"""Who sees which mail, what of it, and turning a kind off without an account."""

import re

import pytest
from django.core import mail

from townclerk.platform.access.testing import a_user
from townclerk.platform.mail import operations, sending
from townclerk.platform.mail.models import Letter, Unwanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(ask, secret, moment):
    mine, other = a_user("member"), a_user("member")
    for user, kind in ((mine, ask), (other, secret)):
        subject = f"To {user.username}"
        operations.queue(kind, to=user, subject=subject, text="Look.", link="/x/", moment=moment)
    return {letter.user: letter for letter in Letter.objects.order_by("pk")}


def test_it_shows_each_their_own_and_the_administrator_all_but_secret_links(client, letters):
    (mine, own), (_, others) = letters.items()
    client.force_login(mine)
    page = client.get("/mail/").content.decode()
    assert own.subject in page
    assert others.subject not in page
    assert client.get(f"/mail/{others.pk}/").status_code == 404
    assert "/x/" in client.get(f"/mail/{own.pk}/").content.decode()
    client.force_login(a_user("system-administrator"))
    assert others.subject in client.get("/mail/?state=waiting").content.decode()
    assert others.subject not in client.get("/mail/?state=sent").content.decode()
    page = client.get(f"/mail/{others.pk}/").content.decode()
    assert "a link that only its receiver sees" in page
    assert "/x/" not in page


def test_it_turns_a_kind_off_by_the_button_behind_its_link_alone(client, news, moment):
    operations.queue(news, to="r@example.org", subject="News", text="Look.", moment=moment)
    sending.gather(moment)
    sending.send_due(moment)
    way = re.search(r"http://[^/]+(/mail/stop/\S+)", mail.outbox[0].body)[1]
    assert "News of a test" in client.get(way).content.decode()
    assert not Unwanted.objects.exists()
    assert "no longer sent" in client.post(way).content.decode()
    assert Unwanted.objects.get().receiver == "r@example.org"
    assert client.post(way.replace("stop/", "stop/x")).status_code == 404


def test_it_keeps_what_a_person_chose(client, news):
    user = a_user("member")
    client.force_login(user)
    assert "News of a test" in client.get("/mail/choices/").content.decode()
    client.post("/mail/choices/", {"wanted": []})
    assert Unwanted.objects.filter(receiver=f"user:{user.pk}", kind=news.name).exists()
    client.post("/mail/choices/", {"wanted": [news.name]})
    assert not Unwanted.objects.filter(kind=news.name).exists()


def test_it_lists_fifty_at_a_time(client, ask, moment):
    user = a_user("member")
    for _ in range(51):
        operations.queue(ask, to=user, subject="One of many", text="Look.", moment=moment)
    client.force_login(user)
    page = client.get("/mail/?state=waiting&page=2").content.decode()
    assert page.count("One of many") == 1
    assert "?state=waiting&amp;page=1" in page


def test_the_administrator_tries_the_mail_service(client, moment):
    administrator = a_user("system-administrator")
    client.force_login(administrator)
    client.post("/mail/trial/")
    (letter,) = Letter.objects.all()
    sending.send_due(letter.not_before)
    assert mail.outbox[0].to == [administrator.email]
    client.force_login(a_user("chief-executive"))
    assert client.post("/mail/trial/").status_code == 403
