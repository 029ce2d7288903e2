"""Granting, passing on, reviewing, and settings changed in pairs."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from townclerk.kernel.errors import Problems
from townclerk.platform.access import commands, duties, operations
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.models import Holding, User
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)
TODAY, NEXT = date(2026, 11, 26), date(2026, 12, 10)


def test_it_ends_deputising_on_the_set_date_and_with_the_holders_role():
    head, deputy = a_user("head-of-service", unit="care"), a_user()
    held = head.holdings.get()
    actor = Actor(user=head)
    operations.pass_on(source=held, to=deputy, start=TODAY, end=NEXT, actor=actor, moment=NOW)
    reads = {"verb": Verb.READ, "area": Area.PEOPLE, "unit": "care"}
    assert Reader.of(deputy, date(2026, 12, 9)).may(**reads)
    assert not Reader.of(deputy, NEXT).may(**reads)
    operations.end_holding(
        holding=held, on=date(2026, 12, 1), reason="left", actor=actor, moment=NOW
    )
    assert not Reader.of(deputy, date(2026, 12, 1)).may(**reads)


def test_it_refuses_to_pass_on_for_longer_or_twice():
    head, deputy = a_user("head-of-service"), a_user()
    held = head.holdings.get()
    held.end = NEXT
    held.save()
    with pytest.raises(Problems, match="longer"):
        operations.pass_on(
            source=held,
            to=deputy,
            start=TODAY,
            end=date(2027, 1, 1),
            actor=Actor(user=head),
            moment=NOW,
        )
    passed = operations.pass_on(
        source=held, to=deputy, start=TODAY, end=NEXT, actor=Actor(user=head), moment=NOW
    )
    with pytest.raises(Problems, match="passed on"):
        operations.pass_on(
            source=passed, to=a_user(), start=TODAY, end=NEXT, actor=Actor(user=deputy), moment=NOW
        )


@pytest.mark.parametrize("role", ["finance-partner", "s151-officer", "leader"])
def test_it_lets_only_administrators_grant(role):
    with pytest.raises(Refused):
        operations.grant_role(
            user=a_user(), role="leader", start=TODAY, actor=an_actor(role), moment=NOW
        )


def test_it_lets_no_administrator_grant_to_themselves():
    admin = an_actor("system-administrator")
    with pytest.raises(Refused, match="own account"):
        operations.grant_role(user=admin.user, role="leader", start=TODAY, actor=admin, moment=NOW)


def test_it_gives_clearances_by_the_monitoring_officer_alone():
    user = a_user("leader")
    about = {"name": "company", "start": TODAY, "end": NEXT, "reason": "board", "moment": NOW}
    with pytest.raises(Refused):
        operations.clear(user=user, actor=an_actor("system-administrator"), **about)
    operations.clear(user=user, actor=an_actor("monitoring-officer"), **about)
    assert Reader.of(user, TODAY).may(Verb.READ, Area.COMMERCIAL)
    assert not Reader.of(user, NEXT).may(Verb.READ, Area.COMMERCIAL)


def test_it_keeps_a_director_from_deciding_about_the_company():
    director = a_user("chief-executive", clearances=("company",))
    operations.declare_interest(
        user=director, about="Hold Co", start=TODAY, reason="director", actor=Actor(user=director),
        moment=NOW,
    )  # fmt: skip
    reader = Reader.of(director, TODAY)
    assert reader.may(Verb.APPROVE, Area.COMMERCIAL)
    assert not reader.may(Verb.APPROVE, Area.COMMERCIAL, about="Hold Co")
    assert reader.may(Verb.READ, Area.COMMERCIAL, about="Hold Co")


def test_it_changes_settings_in_pairs(monkeypatch):
    applied = []
    monkeypatch.setitem(operations.SETTINGS, "colour", lambda value, *_: applied.append(value))
    first, second = an_actor("system-administrator"), an_actor("system-administrator")
    asked = operations.request_setting(
        setting="colour", value="#000000", reason="brand", actor=first, moment=NOW
    )
    with pytest.raises(Refused, match="somebody else"):
        operations.confirm_setting(asked=asked, actor=first, moment=NOW)
    assert applied == []
    operations.confirm_setting(asked=asked, actor=second, moment=NOW)
    assert applied == ["#000000"]


def test_it_keeps_legal_parameters_from_administrators(monkeypatch):
    monkeypatch.setitem(operations.SETTINGS, "law.notice", lambda *_: None)
    about = {"setting": "law.notice", "value": 30, "reason": "law", "moment": NOW}
    with pytest.raises(Refused, match="monitoring officer"):
        operations.request_setting(actor=an_actor("system-administrator"), **about)
    assert operations.request_setting(actor=an_actor("monitoring-officer"), **about).pk


def test_it_ends_what_a_review_does_not_keep():
    admin, user = an_actor("system-administrator"), a_user("finance-partner")
    operations.review(
        holding=user.holdings.get(), keep=False, reason="moved", actor=admin, moment=NOW
    )
    assert Reader.of(user, TODAY).roles == ()
    with pytest.raises(Refused, match="own account"):
        operations.review(
            holding=admin.user.holdings.get(), keep=True, reason="x", actor=admin, moment=NOW
        )


def test_it_never_lets_the_author_clear_alone():
    holding = a_user("leader").holdings.get()
    with pytest.raises(Refused):
        duties.other_than(holding, ("user",), Actor(user=holding.user))
    duties.other_than(holding, ("user",), an_actor("leader"))


def test_it_opens_the_first_account_at_the_terminal_and_then_asks_who():
    run = CliRunner()
    first = run.invoke(commands.user, ["add", "ada", "--role", "system-administrator"])
    assert first.exit_code == 0, first.output
    assert "password" in first.output
    second = run.invoke(commands.user, ["add", "bob"])
    assert isinstance(second.exception, Refused)
    third = run.invoke(commands.user, ["add", "bob", "--as", "ada", "--role", "leader"])
    assert third.exit_code == 0, third.output
    assert "bob  leader" in run.invoke(commands.user, ["list"]).output
    partner = ["add", "auditor", "--external", "--as", "ada", "--role", "internal-auditor"]
    assert run.invoke(commands.user, partner).exit_code == 0
    assert User.objects.get(username="auditor").external
    run.invoke(commands.user, ["deactivate", "bob", "--reason", "left", "--as", "ada"])
    assert not User.objects.get(username="bob").is_active
    assert not Holding.objects.filter(user__username="bob", end=None).exists()
    assert AuditEntry.objects.filter(verb="deactivate").exists()
