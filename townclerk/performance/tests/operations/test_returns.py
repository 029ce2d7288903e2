"""Returns: two persons, taken further up without a check, kept as sent, receipted, sent again."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from townclerk import figures
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.models import ReturnKind, Submission
from townclerk.performance.operations import returns as operations
from townclerk.performance.tests.builders import MOMENT, by
from townclerk.performance.tests.operations.test_measures import (
    VISITS,
    a_measure,
    a_row,
    brought,
)
from townclerk.platform import records
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.deadlines.owed import owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def due():
    kind = records.create(
        ReturnKind(
            code="census",
            title="Children in need census",
            body="Department for Education",
            legal_basis="Children Act 1989",
            frequency="every year",
        ),
        **by("chief-executive"),
    )
    values = {"kind": kind, "code": "census-23", "period": "2023/24", "due": date(2024, 5, 31)}
    return operations.create(values, **by("chief-executive"))


def test_it_is_taken_further_up_when_nobody_checks_it_a_week_before(due):
    chief = a_user("chief-executive")

    def seen(day):
        return [one.title for one in owed(Reader.of(chief, day), day) if one.escalated]

    def unchecked(day):
        return figures.ask("performance.returns.unchecked", as_at=day, reader=OPERATOR).value

    assert (seen(date(2024, 5, 23)), unchecked(date(2024, 5, 23))) == ([], 0)
    assert seen(date(2024, 5, 24)) == ["Nobody checks Children in need census, 2023/24"]
    assert unchecked(date(2024, 5, 24)) == 1
    tasks = Task.objects.order_by("due").values_list("kind", "due", "state")
    assert list(tasks) == [
        ("return-check", date(2024, 5, 24), "open"),
        ("statutory-return", date(2024, 5, 31), "open"),
    ]
    operations.take_check(due, **by("risk-officer"))
    assert (seen(date(2024, 5, 24)), unchecked(date(2024, 5, 24))) == ([], 0)
    assert Task.objects.get(kind="return-check").state == "done"


def acting(user, moment=MOMENT, reason=""):
    return {"actor": Actor(user=user), "moment": moment, "reason": reason}


def test_it_wants_two_persons_and_a_third_to_sign(due):
    one, other, chief = a_user("risk-officer"), a_user("hr-officer"), a_user("chief-executive")
    found = operations.prepare(due, **acting(one))
    for act in (operations.take_check, operations.validate):
        with pytest.raises(Refused, match="somebody else"):
            act(found, **acting(one))
    found = operations.take_check(found, **acting(other))
    with pytest.raises(Refused, match="took on the check"):
        operations.validate(found, **acting(chief))
    with pytest.raises(Problems, match="evidence file"):
        operations.validate(found, **acting(other))
    found = operations.change(found, {"evidence": "On the shared drive"}, **acting(one))
    found = operations.validate(found, **acting(other))
    with pytest.raises(Refused):
        operations.submit(found, **acting(other))
    changed = operations.change(found, {"evidence": "Somewhere else"}, **acting(one))
    assert changed.state == "preparing"
    found = operations.validate(changed, **acting(other))
    assert operations.submit(found, **acting(chief)).state == "submitted"


def test_what_was_sent_stays_and_is_sent_again_as_a_new_version(due):
    one, other, chief = a_user("risk-officer"), a_user("hr-officer"), a_user("chief-executive")
    later = datetime(2024, 6, 10, 9, tzinfo=UTC)

    def sent(found, moment, reason=""):
        if found.state == "scheduled":
            found = operations.prepare(found, **acting(one))
        found = operations.change(found, {"evidence": f"File of {moment:%B}"}, **acting(one))
        found = operations.take_check(found, **acting(other))
        found = operations.validate(found, **acting(other))
        return operations.submit(found, **acting(chief, moment, reason))

    found = sent(due, MOMENT)
    with pytest.raises(Problems, match="receipt's reference"):
        operations.accept(found, **acting(one))
    found = operations.accept(found, **acting(one, reason="DfE-1"))
    first = Submission.objects.get(number=1)
    assert (first.receipt, first.evidence) == ("DfE-1", "File of April")
    with pytest.raises(Problems, match="was sent"):
        operations.change(found, {"evidence": "Another"}, **acting(one))
    for values in ({"evidence": "Another"}, {"values": [{"key": "x"}]}, {"receipt": "DfE-2"}):
        with pytest.raises(ValidationError, match="stays as it is"):
            records.change(first, values, **by("chief-executive"))
    found = operations.correct(found, **acting(one, reason="A school was missing"))
    assert (found.state, found.validator, found.preparer) == ("preparing", None, one)
    assert Task.objects.filter(kind="return-check", state="open").count() == 1
    with pytest.raises(Problems, match="sent again"):
        sent(found, later)
    found.refresh_from_db()
    found = operations.submit(found, **acting(chief, later, "A school was missing"))
    assert found.state == "resubmitted"
    assert list(Submission.objects.values_list("number", "evidence", "receipt")) == [
        (1, "File of April", "DfE-1"),
        (2, "File of June", ""),
    ]
    assert not Task.objects.filter(state="open").exists()


def test_it_keeps_the_figures_it_held_when_it_was_sent_and_is_sent_back_with_a_reason(due):
    one, other, chief = a_user("risk-officer"), a_user("hr-officer"), a_user("chief-executive")
    a_measure(owner_role="chief-executive")
    records.change(due.kind, {"measures": f"{VISITS}\n"}, **by("chief-executive"))
    found = operations.prepare(due, **acting(one))
    found = operations.change(found, {"evidence": "Shared drive"}, **acting(one))
    found = operations.validate(found, **acting(other))
    with pytest.raises(Problems, match="what is wrong"):
        operations.send_back(found, **acting(other))
    found = operations.send_back(found, **acting(other, reason="The total is wrong"))
    assert (found.state, found.validated_on) == ("preparing", None)
    found = operations.validate(found, **acting(other))
    with pytest.raises(Problems, match="no value for 2023/24"):
        operations.submit(found, **acting(chief))
    brought(a_row(period="2023/24", value="1,354"))
    found = operations.submit(found, **acting(chief))
    kept = {"key": VISITS, "label": "Visits", "value": "1354", "shown": "1,354"}
    assert Submission.objects.get().values == [kept | {"status": "provisional"}]
    brought(a_row(period="2023/24", value="1,400", reason="A day was missed"))
    assert Submission.objects.get().values[0]["shown"] == "1,354"


def test_one_calendar_tells_whom_each_return_goes_to_and_who_sees_to_it(due, client):
    more = {"use": "Funding", "penalty": "A grant is held back"}
    kind = records.change(due.kind, more, **by("chief-executive"))
    values = {"kind": kind, "code": "census-24", "period": "2024/25", "due": date(2099, 5, 31)}
    later = operations.create(values, **by("chief-executive"))
    operations.prepare(later, **acting(a_user("risk-officer", username="preparer")))
    client.force_login(a_user("scrutiny-member"))
    page = client.get("/performance/returns/").content.decode()
    first, second = page.index("2023/24"), page.index("2024/25</a>")
    assert "Late" in page[first:second]
    assert "Nobody yet" in page[first:second]
    assert "preparer" in page[second:]
    assert page.count("Department for Education") == 2
    kind = client.get(f"/r/return-kinds/{due.kind.pk}/").content.decode()
    for words in ("Children Act 1989", "Funding", "A grant is held back", "every year"):
        assert words in kind
    assert Task.objects.filter(note__contains="A grant is held back").exists()
