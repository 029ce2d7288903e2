"""Passwords: what makes a good one, and getting a new one by e-mail without giving anybody away."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError

from townclerk.platform import clock
from townclerk.platform.access.models import IdentityProvider, SignIn, User
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.mail.models import Letter
from townclerk.platform.mail.sending import send_due

pytestmark = pytest.mark.django_db
GOOD = "correct horse battery"
ASK = "/sign-in/password/"


@pytest.fixture
def person():
    user = a_user("budget-holder")
    user.set_password(GOOD)
    user.save()
    return user


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


def deliver():
    """What the worker does between requests."""
    send_due(clock.now())
    return mail.outbox


def link():
    deliver()
    return re.search(r"https?://[^/]+(/sign-in/password/\S+)", mail.outbox[-1].body)[1]


@pytest.mark.parametrize(
    "password",
    ["short words", "password1234", "budget-holder-account"],
    ids=["short", "common", "like the account"],
)
def test_it_refuses_weak_passwords(password):
    user = User(username="budget-holder-account")
    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize(
    "password",
    ["three random words", "ünïcödé sentences are fine", "x7 " * 40, "nodigitsorcapitals"],
    ids=["words", "letters of any kind", "very long", "no mixture asked"],
)
def test_it_takes_any_long_password_without_rules_of_mixture(password):
    validate_password(password, User(username="somebody"))


def test_it_sends_a_link_that_changes_the_password_once(client, person):
    other = client.__class__()
    other.force_login(person)
    assert client.post(ASK, {"email": person.email})["Location"] == "/sign-in/password/sent/"
    assert deliver()[-1].to == [person.email]
    first = client.get(link())
    form = first["Location"]
    assert "Choose a new password" in client.get(form).content.decode()
    chosen = {"password1": "another long phrase", "password2": "another long phrase"}
    assert client.post(form, chosen)["Location"] == "/sign-in/password/changed/"
    person.refresh_from_db()
    assert person.check_password("another long phrase")
    assert AuditEntry.objects.filter(verb="change password").count() == 1
    assert other.get("/account/")["Location"].startswith("/sign-in/")
    assert not SignIn.objects.filter(user=person, session_key=client.session.session_key).exists()
    again = client.__class__().get(link(), follow=True).content.decode()
    assert "This link does not work" in again
    assert not Letter.objects.exclude(link="").exists()


def test_it_asks_a_new_password_the_same_rules(client, person):
    client.post(ASK, {"email": person.email})
    form = client.get(link())["Location"]
    page = client.post(form, {"password1": "short", "password2": "short"}).content.decode()
    assert "There is a problem" in page
    person.refresh_from_db()
    assert person.check_password(GOOD)


def answers(client, address):
    response = client.post(ASK, {"email": address}, follow=True)
    page = re.sub(r'value="[A-Za-z0-9]{64}"|"X-CSRFToken": "[^"]*"', "", response.content.decode())
    return response.redirect_chain, response.status_code, page


def test_it_answers_alike_whether_there_is_an_account_or_not(client, person):
    closed = a_user("member")
    closed.is_active = False
    closed.save()
    elsewhere = a_user("member")
    elsewhere.set_unusable_password()
    elsewhere.save()
    known = answers(client, person.email)
    assert len(deliver()) == 1
    for address in ("nobody@example.org", closed.email, elsewhere.email):
        assert answers(client.__class__(), address) == known
    assert len(deliver()) == 1


def test_it_stops_sending_to_one_address_after_three(client, person):
    sent = [client.post(ASK, {"email": person.email}) for _ in range(5)]
    statuses = [answer.status_code for answer in sent]
    assert "Too many attempts" in sent[-1].content.decode()
    assert statuses == [302, 302, 302, 429, 429]
    assert len(deliver()) == 3
    unknown = client.__class__()
    asked = [unknown.post(ASK, {"email": "nobody@example.org"}).status_code for _ in range(5)]
    assert asked == statuses


def test_it_says_the_same_of_a_wrong_password_and_of_no_such_account(client, person):
    def said(login):
        page = client.post("/sign-in/", {"login": login, "password": "wrong"}).content.decode()
        return re.findall(
            r'<a href="[^"]*">([^<]*)</a>\s*</li>', page
        ), "There is a problem" in page

    assert said(person.username) == said("nobody-at-all")
    assert said(person.username)[1]


def test_it_links_the_providers_that_are_in_use(client):
    for slug, active in (("council", True), ("old", False)):
        IdentityProvider.objects.create(
            slug=slug,
            name=f"{slug.title()} account",
            issuer=f"https://{slug}.example.org",
            client_id="x",
            active=active,
        )
    page = client.get("/sign-in/?next=/figures/").content.decode()
    assert "Sign in with Council account" in page
    assert "/sign-in/with/council/?next=%2Ffigures%2F" in page
    assert "Old account" not in page
    assert page.count('href="/sign-in/password/"') == 1
    assert "Account name" in page
