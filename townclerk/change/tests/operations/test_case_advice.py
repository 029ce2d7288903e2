"""What finance, people and legal officers say of a business case before officers sign it."""

from datetime import date

import pytest

from townclerk.change.models import CaseAdvice, GatePassage
from townclerk.change.operations import case_advice, programme_gates
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_programme import advised, by
from townclerk.democracy.tests import builders as democracy
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.deadlines.owed import owed
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible

pytestmark = pytest.mark.django_db
DUE = date(2017, 6, 20)
ROLES = {"finance": "finance-partner", "people": "hr-officer", "legal": "legal-officer"}


@pytest.fixture
def office():
    return an_actor("programme-office")


@pytest.fixture
def signer():
    return an_actor("head-of-service")


@pytest.fixture
def project(office):
    return builders.a_project(office, scope="Offices")


def a_case(project, office, kind="full"):
    return programme_gates.write_case(project, kind=kind, summary="Why", **by(office))


def asked(case, office, due=DUE):
    case_advice.ask(case, due=due, **by(office))
    return {one.discipline: one for one in case.advice.all()}


def said(advice, answer="agree", text="Looked at.", who=None):
    actor = who or an_actor(ROLES[advice.discipline])
    return case_advice.answer(advice, answer=answer, text=text, **by(actor))


def test_a_full_case_is_signed_once_finance_people_and_legal_have_answered(office, signer, project):
    case = a_case(project, office)
    with pytest.raises(Problems) as found:
        programme_gates.sign_case(case, **by(signer))
    assert [one.message for one in found.value.problems] == [
        f"{who} officers have not said what they think of this version."
        for who in ("Finance", "People", "Legal")
    ]
    advice = asked(case, office)
    said(advice["finance"])
    said(advice["people"], "disagree", "Forty posts go and nobody was consulted.")
    with pytest.raises(Problems, match="Legal officers have not said"):
        programme_gates.sign_case(case, **by(signer))
    said(advice["legal"], "conditions", "Once the lease is read.")
    assert programme_gates.sign_case(case, **by(signer)).signed_on == builders.MOMENT.date()
    entry = AuditEntry.objects.filter(verb="answer").first()
    assert entry is not None


@pytest.mark.parametrize("kind", ["pid", "outline"])
def test_earlier_documents_are_signed_without_it_and_what_was_asked_falls_away(
    office, signer, project, kind
):
    case = a_case(project, office, kind)
    advice = asked(case, office)
    said(advice["legal"])
    programme_gates.sign_case(case, **by(signer))
    states = {one.discipline: one.state for one in case.advice.all()}
    assert states == {"finance": "overtaken", "people": "overtaken", "legal": "answered"}


def test_a_new_version_makes_earlier_answers_stale_and_has_to_be_answered_itself(
    office, signer, project
):
    first = a_case(project, office)
    for one in asked(first, office).values():
        said(one)
    second = a_case(project, office)
    assert set(first.advice.values_list("state", "overtaken_by")) == {
        ("overtaken", f"{second} came after it.")
    }
    with pytest.raises(Problems, match="Finance officers have not said"):
        programme_gates.sign_case(second, **by(signer))
    with pytest.raises(case_advice.NotAsked, match="version 2 came after it"):
        said(first.advice.get(discipline="legal"))
    with pytest.raises(case_advice.NotAsked, match="version 2 came after it"):
        case_advice.ask(first, due=DUE, **by(office))


def test_who_wrote_it_does_not_answer_and_each_officer_answers_for_their_own(office, project):
    both = an_actor("programme-office", "finance-partner")
    case = a_case(project, both)
    advice = asked(case, office)
    with pytest.raises(Refused, match="You wrote it"):
        said(advice["finance"], who=both)
    with pytest.raises(Refused, match="It is for: HR"):
        said(advice["people"], who=an_actor("finance-partner"))
    assert set(case.advice.values_list("state", flat=True)) == {"asked"}


@pytest.mark.parametrize(
    ("answer", "text", "told"),
    [
        ("agree", " ", "Say what you looked at"),
        ("perhaps", "x", "perhaps is no answer"),
    ],
)
def test_an_answer_is_one_of_three_with_its_words(office, project, answer, text, told):
    advice = asked(a_case(project, office), office)
    with pytest.raises(Problems, match=told):
        said(advice["finance"], answer, text)


def test_it_is_asked_once_of_the_latest_unsigned_version_by_who_keeps_the_project(
    office, signer, project
):
    case = a_case(project, office)
    with pytest.raises(Refused):
        case_advice.ask(case, due=DUE, **by(an_actor("finance-partner")))
    with pytest.raises(Problems, match="Choose a day to come"):
        case_advice.ask(case, due=date(2017, 5, 1), **by(office))
    asked(case, office)
    with pytest.raises(case_advice.NotAsked, match="asked already"):
        case_advice.ask(case, due=DUE, **by(office))
    signed = builders.ready_for_delivery(office, signer, "other").cases.get(kind="full")
    with pytest.raises(case_advice.NotAsked, match="is signed"):
        case_advice.ask(signed, due=DUE, **by(office))


def test_the_register_shows_what_was_said_to_who_reads_the_project(office, project):
    advice = asked(a_case(project, office), office)
    said(advice["legal"], "conditions", "Once the lease is read.")
    register = by_name("case-advice")
    on = builders.MOMENT.date()
    rows = visible(register, Reader.of(office.user, on)).order_by("pk")
    shown = [[column.value(one) for column in register.columns if column.value] for one in rows]
    assert shown == [["Assets", "Full business case, version 1"]] * 3
    assert [one.answer for one in rows] == ["", "", "conditions"]
    with pytest.raises(Refused):
        visible(register, Reader.of(an_actor("customer-adviser").user, on))


def test_what_is_asked_is_owed_by_those_officers_until_it_is_said(office, project):
    case = a_case(project, office)
    advice = asked(case, office, due=DUE)

    def owes(actor):
        reader = Reader.of(actor.user, builders.MOMENT.date())
        found = owed(reader, builders.MOMENT.date(), kind="case-advice")
        return [(one.title, one.due, one.address) for one in found]

    address = f"/change/projects/assets/cases/{case.pk}/"
    title = "Say what you think, for legal: Full business case of Assets, version 1"
    legal = an_actor("legal-officer")
    assert owes(legal) == [(title, DUE, address)]
    assert owes(office) == []
    said(advice["legal"], who=legal)
    assert owes(legal) == []


def test_the_gate_record_keeps_what_officers_said(office, signer):
    project = builders.ready_for_delivery(
        office, signer, answers={"people": ("disagree", "Forty posts go.")}
    )
    clerk = an_actor("democratic-services")
    decision = democracy.a_published(
        clerk, democracy.a_body(clerk), reference="cabinet-1", key_decision=False
    )
    opened = programme_gates.ask_gate(project, decision=decision.reference, **by(office))
    assert opened.outcome == GatePassage.Outcome.OPENED
    assert opened.advice.splitlines() == [
        "Finance, 1 June 2017: agree. Looked at.",
        "People, 1 June 2017: do not agree. Forty posts go.",
        "Legal, 1 June 2017: agree. Looked at.",
    ]


def test_a_gate_says_who_has_not_said_what_they_think(office, signer):
    project = builders.ready_for_delivery(office, signer)
    case = a_case(project, office)
    advised(case, office, skip=("legal",))
    refused = programme_gates.ask_gate(project, **by(office))
    assert "Legal officers have not said what they think of the full business case." in (
        refused.reasons
    )
    assert "Finance officers" not in refused.reasons


def test_its_history_can_be_read(office, project):
    advice = asked(a_case(project, office), office)
    one = said(advice["finance"])
    said(one, "conditions", "On second thoughts.")
    past = CaseAdvice.objects.get(pk=one.pk).history.order_by("history_id")
    assert [row.answer for row in past] == ["", "agree", "conditions"]
