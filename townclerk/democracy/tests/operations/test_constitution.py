"""The route of an amendment: proposed, the responsible committee, Council, in force."""

from datetime import date

import pytest

from townclerk.democracy.models import Body, ConstitutionAmendment, ConstitutionSection
from townclerk.democracy.operations import constitution, meetings
from townclerk.democracy.operations.constitution import CannotAmend
from townclerk.democracy.tests.builders import a_body, a_meeting, at, by
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(clerk):
    given = {
        "code": "call-in",
        "number": "4.5",
        "title": "Call-in",
        "text": "Three members.",
        "in_force": date(2020, 5, 1),
    }
    return constitution.create_section(given, **by(clerk))


def held(clerk, body, on):
    return meetings.hold(a_meeting(clerk, body, on=on), **by(clerk, at(on)))


def test_an_amendment_goes_its_route_and_no_other(clerk, section):
    officer = an_actor("monitoring-officer")
    given = {"reference": "a1", "section": section, "text": "Four members.", "reason": "Local"}
    amendment = constitution.propose(given, **by(clerk))
    committee = a_body(clerk, "standards", Body.Kind.COMMITTEE)
    council = a_body(clerk, "council", Body.Kind.COUNCIL)
    first, second = (
        held(clerk, committee, date(2026, 2, 4)),
        held(clerk, council, date(2026, 2, 25)),
    )
    stamp = by(clerk)
    with pytest.raises(CannotAmend, match="approves the words"):
        constitution.committee_agreed(amendment, at=first, **stamp)
    with pytest.raises(Refused):
        constitution.approve_text(amendment, **stamp)
    amendment = constitution.approve_text(amendment, **by(officer))
    with pytest.raises(CannotAmend, match="before Council"):
        constitution.committee_agreed(amendment, at=second, **stamp)
    amendment = constitution.committee_agreed(amendment, at=first, **stamp)
    with pytest.raises(CannotAmend, match="after its committee"):
        constitution.council_agreed(amendment, at=first, **stamp)
    amendment = constitution.council_agreed(amendment, at=second, **stamp)
    with pytest.raises(CannotAmend, match="not in force before"):
        constitution.bring_into_force(amendment, on=date(2026, 2, 24), **stamp)
    done = constitution.bring_into_force(amendment, on=date(2026, 3, 1), **stamp)
    section = ConstitutionSection.objects.get(pk=section.pk)
    assert (section.text, section.edition, section.in_force) == (
        "Four members.",
        2,
        date(2026, 3, 1),
    )
    assert (done.replaced, done.edition, done.state) == ("Three members.", 2, "in-force")


def test_other_words_need_approval_again_and_rejection_a_reason(clerk, section):
    officer = an_actor("monitoring-officer")
    given = {"reference": "a1", "section": section, "text": "Four members.", "reason": "Local"}
    with pytest.raises(Problems, match="says already"):
        constitution.propose(given | {"text": section.text}, **by(clerk))
    amendment = constitution.propose(given, **by(clerk))
    amendment = constitution.approve_text(amendment, **by(officer))
    amendment = constitution.change_amendment(amendment, {"text": "Five."}, **by(clerk))
    assert amendment.text_approved is False
    with pytest.raises(CannotAmend, match="why"):
        constitution.reject(amendment, **by(clerk))
    assert constitution.reject(amendment, reason="Not now", **by(clerk)).state == "rejected"
    assert ConstitutionAmendment.objects.get().edition is None


def test_the_text_in_force_changes_by_no_other_way(clerk, section):
    with pytest.raises(CannotAmend, match="Propose one"):
        constitution.change_section(section, {"text": "Two members."}, **by(clerk))
    kept = constitution.change_section(section, {"reviewed_on": date(2026, 3, 1)}, **by(clerk))
    assert kept.reviewed_on == date(2026, 3, 1)


def test_what_council_agreed_is_no_example_any_more(clerk, section):
    officer = an_actor("monitoring-officer")
    constitution.change_section(section, {"example": True}, **by(clerk))
    given = {"reference": "a1", "section": section, "text": "Four members.", "reason": "Local"}
    amendment = constitution.approve_text(constitution.propose(given, **by(clerk)), **by(officer))
    first = held(clerk, a_body(clerk, "standards", Body.Kind.COMMITTEE), date(2026, 2, 4))
    second = held(clerk, a_body(clerk, "council", Body.Kind.COUNCIL), date(2026, 2, 25))
    amendment = constitution.committee_agreed(amendment, at=first, **by(clerk))
    amendment = constitution.council_agreed(amendment, at=second, **by(clerk))
    constitution.bring_into_force(amendment, on=date(2026, 3, 1), **by(clerk))
    assert ConstitutionSection.objects.get(pk=section.pk).example is False
