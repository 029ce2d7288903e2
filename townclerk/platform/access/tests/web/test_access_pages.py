"""The pages of the account, the organisation and administration."""

import re
from datetime import UTC, date, datetime

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from townclerk.platform.access.models import Clearance, Conflict, Holding, SettingChange, User
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation import affected, operations, queries

pytestmark = pytest.mark.django_db
WHO = {"actor": Actor(user=None, os_user="test"), "moment": datetime(2021, 4, 1, 9, tzinfo=UTC)}
PASSWORD = "three random words"


@pytest.fixture
def admin(client):
    user = a_user("system-administrator")
    client.force_login(user)
    return user


@pytest.fixture
def care():
    operations.create_unit(
        code="care", name="Adult care", kind="service", start=date(2017, 4, 1), **WHO
    )


def addresses(person, holding):
    plain = ("account", "deputy", "interest", "organisation", "users", "user-new", "clearance")
    more = ("reviews", "settings", "setting-council", "setting-provider", "log")
    yield from (reverse(f"access:{name}") for name in (*plain, *more))
    yield reverse("access:unit", args=["care"])
    for act in ("create", "rename", "move", "split", "merge", "close"):
        yield reverse("access:reorganise", args=[act])
    for name in ("user", "user-grant", "user-link", "user-close"):
        yield reverse(f"access:{name}", args=[person.pk])
    yield reverse("access:review", args=[holding.pk])


def test_it_draws_every_page_for_an_administrator_and_none_for_the_unknown(client, admin, care):
    person = a_user("finance-partner", clearances=("exempt",))
    every = list(addresses(person, person.holdings.get()))
    for address in every:
        page = client.get(address)
        assert page.status_code == 200, address
        assert "<h1" in page.content.decode()
    client.logout()
    for address in every:
        assert client.get(address)["Location"].startswith("/sign-in/?next="), address


@pytest.mark.parametrize("role", ["leader", "s151-officer", "finance-partner", "member"])
def test_it_closes_administration_to_other_roles_and_says_why(client, role):
    client.force_login(a_user(role))
    page = client.get(reverse("access:users"))
    assert page.status_code == 403
    text = page.content.decode()
    assert "administration" in text
    assert "System administrator" in text


@pytest.mark.parametrize(("role", "status"), [("monitoring-officer", 200), ("leader", 403)])
def test_it_opens_the_log_to_those_who_may_read_the_log(client, role, status):
    client.force_login(a_user(role))
    assert client.get(reverse("access:log")).status_code == status


def test_it_opens_an_account_gives_a_role_and_ends_it_at_review(client, admin, care):
    made = client.post(reverse("access:user-new"), {"username": "new-starter"}, follow=True)
    password = re.search(r"first password is (\S+)\. ", made.content.decode())[1]
    person = User.objects.get(username="new-starter")
    assert person.check_password(password)
    sent = {
        "role": "budget-holder", "scope_kind": "unit", "scope_code": "care", "reason": "starts",
        "start": "2026-01-01",
    }  # fmt: skip
    assert client.post(reverse("access:user-grant", args=[person.pk]), sent).status_code == 302
    holding = person.holdings.get()
    assert holding.scope_code == "care"
    client.post(reverse("access:review", args=[holding.pk]), {"keep": "no", "reason": "left"})
    holding.refresh_from_db()
    assert holding.end is not None


def test_it_says_what_is_wrong_in_a_form(client, admin):
    person = a_user()
    sent = {"role": "budget-holder", "scope_kind": "unit", "scope_code": "nowhere", "start": "soon"}
    page = client.post(reverse("access:user-grant", args=[person.pk]), sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert "There is a problem" in text
    assert "There is no unit nowhere" in text
    assert "“First day” is not a date" in text
    assert not person.holdings.exists()


def test_it_changes_the_council_only_when_another_confirms(client, admin):
    sent = {
        "name": "Anytown Council",
        "short_name": "Anytown",
        "colour": "#123456",
        "reason": "new",
    }
    client.post(reverse("access:setting-council"), sent)
    asked = SettingChange.objects.get()
    confirm = reverse("access:setting-confirm", args=[asked.pk])
    assert client.post(confirm).status_code == 403
    assert queries.council() is None
    client.force_login(a_user("system-administrator"))
    client.post(confirm)
    assert queries.council().name == "Anytown Council"


def test_it_shows_what_a_split_affects_before_it_splits(client, admin, care, monkeypatch):
    monkeypatch.setattr(affected, "_finders", {})
    affected.register_hanging("plan", lambda codes, on: [affected.Hanging("plan lines", 7)])
    address = reverse("access:reorganise", args=["split"])
    sent = {
        "code": "care", "on": "2021-05-20", "reason": "split",
        "into": "east, East care, 2\nwest, West care, 1",
    }  # fmt: skip
    shown = client.post(address, sent).content.decode()
    assert "7 plan lines" in shown
    assert queries.known_codes() == {"care"}
    client.post(address, sent | {"seen": "yes"})
    page = client.get(reverse("access:organisation"), {"on": "2021-05-20"}).content.decode()
    assert "East care" in page
    assert "Adult care" not in page
    old = client.get(reverse("access:organisation"), {"on": "2021-05-19"}).content.decode()
    assert "Adult care" in old


def test_it_names_a_deputy_until_a_day(client):
    head, deputy = a_user("head-of-service", unit="care"), a_user()
    client.force_login(head)
    sent = {
        "source": head.holdings.get().pk, "to": deputy.pk, "kind": "deputy",
        "start": "2026-11-26", "end": "2026-12-10", "reason": "leave",
    }  # fmt: skip
    assert client.post(reverse("access:deputy"), sent).status_code == 302
    passed = Holding.objects.get(user=deputy)
    assert (passed.kind, passed.end) == ("deputy", date(2026, 12, 10))


def test_it_records_an_interest_and_leaves_clearances_to_the_monitoring_officer(client):
    leader = a_user("leader")
    client.force_login(leader)
    client.post(
        reverse("access:interest"), {"about": "Hold Co", "start": "2026-01-01", "reason": "board"}
    )
    assert Conflict.objects.get(user=leader).about == "Hold Co"
    sent = {"user": leader.pk, "name": "company", "start": "2026-01-01", "reason": "board"}
    assert client.post(reverse("access:clearance"), sent).status_code == 403
    client.force_login(a_user("monitoring-officer"))
    client.post(reverse("access:clearance"), sent)
    assert Clearance.objects.get(user=leader).name == "company"


def test_it_signs_in_enrols_a_second_factor_and_asks_it_the_next_time(client):
    user = a_user("s151-officer")
    user.set_password(PASSWORD)
    user.save()
    assert client.get("/sign-in/").status_code == 200
    sent = {"login": user.username, "password": PASSWORD}
    client.post("/sign-in/", sent)
    enrol = reverse("mfa_activate_totp")
    confirm = client.get(enrol)["Location"]
    assert "Confirm it is you" in client.get(confirm).content.decode()
    page = client.post(confirm, {"password": PASSWORD}, follow=True)
    assert "Set up an authenticator app" in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )
    assert client.get("/figures/")["Location"] == enrol
    client.post(enrol, {"code": code})
    assert client.get("/figures/").status_code == 200
    assert "enrol" not in client.session
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert "Recovery codes" in codes.content.decode()
    client.post("/sign-out/")
    step = client.post("/sign-in/", sent)
    assert step["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert "Enter your code" in client.get(step["Location"]).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "mfa_index",
        "account_logout",
        "account_signup",
        "account_inactive",
    ],
)
def test_it_draws_the_librarys_pages_in_our_own_look(client, name):
    client.force_login(a_user("member"))
    page = client.get(reverse(name), follow=True)
    assert page.status_code == 200
    assert "govuk-heading-l" in page.content.decode()


@pytest.mark.parametrize("password", ["short", "password1234", "qwertyuiop12"])
def test_it_refuses_short_and_common_passwords(client, password):
    user = a_user("member")
    user.set_password(PASSWORD)
    user.save()
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    client.post(reverse("account_change_password"), sent)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
