"""The door of every view: declared, asked, and answered politely."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from townclerk.platform.access import http, sign_in
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.models import SignIn
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_reader, a_user

pytestmark = pytest.mark.django_db


def undeclared(request):
    return HttpResponse("open")


@http.needs(Verb.APPROVE, Area.FINANCIAL_PLANNING)
def lock(request):
    return HttpResponse("locked")


@http.public
def anybody(request):
    return HttpResponse("open")


def through(rf, view, user=None):
    request = rf.get("/somewhere/?a=1")
    request.user = user or AnonymousUser()
    door = http.AccessMiddleware(view)
    return door.process_view(request, view, (), {}), request


def test_it_refuses_a_view_that_declares_nothing(rf):
    with pytest.raises(http.AccessNotDeclared, match="undeclared"):
        through(rf, undeclared)


def test_it_finds_every_address_declared():
    assert http.undeclared_views() == []


def test_it_sends_the_unknown_to_sign_in_and_back(rf):
    response, _ = through(rf, lock)
    assert response["Location"] == "/sign-in/?next=%2Fsomewhere%2F%3Fa%3D1"


def test_it_lets_in_who_may_and_hands_the_reader_over(rf):
    response, request = through(rf, lock, a_user("s151-officer"))
    assert response is None
    assert isinstance(request.reader, Reader)
    assert through(rf, anybody)[0] is None


def test_it_answers_the_interface_in_its_own_language(rf):
    request = rf.get("/api/plan")
    request.user = a_user("leader")
    response = http.refuse(request, http.Refused("No."))
    assert response.status_code == 403
    assert json.loads(response.content) == {"detail": "No."}


@pytest.mark.parametrize(
    ("role", "asked"),
    [
        ("s151-officer", True),
        ("system-administrator", True),
        ("member", False),
        ("budget-holder", False),
    ],
)
def test_it_asks_a_second_factor_of_who_approves_publishes_or_administers(role, asked):
    assert sign_in.needs_second_factor(a_reader(role)) is asked


def test_it_sends_a_new_approver_to_enrol_first(client):
    user = a_user("s151-officer")
    user.set_password("correct horse battery")
    user.save()
    sent = {"login": user.username, "password": "correct horse battery"}
    client.post("/sign-in/", sent)
    assert client.session["enrol"] is True
    assert client.get("/figures/")["Location"] == "/account/second-factor/totp/activate/"


def test_it_locks_out_after_five_failures(client, monkeypatch):
    user = a_user("member")
    user.set_password("correct horse battery")
    user.save()
    from allauth.account import views

    monkeypatch.setattr(
        views.LoginView, "render_to_response", lambda self, context, **kw: HttpResponse("again")
    )
    for _ in range(5):
        client.post("/sign-in/", {"login": user.username, "password": "wrong"})
    client.post("/sign-in/", {"login": user.username, "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session


def test_it_ends_own_sessions_and_nobody_elses(client):
    user, other = a_user(), a_user()
    client.force_login(user)
    mine = SignIn.objects.get(user=user)
    assert not sign_in.end_session(user=other, sign_in=mine.pk)
    assert sign_in.end_session(user=user, sign_in=mine.pk)
    assert client.get("/account/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(("key", "hours"), [("seen", 2), ("started", 13)])
def test_it_ends_sessions_that_are_idle_or_old(client, key, hours):
    client.force_login(a_user())
    session = client.session
    session[key] -= hours * 3600
    session.save()
    assert client.get("/account/")["Location"].startswith("/sign-in/")
