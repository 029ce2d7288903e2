"""The pages of options: as everybody, as who reads all, as who acts."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from townclerk.change.models import Claim, OptionSheet
from townclerk.change.operations import options, options_equality, options_parts
from townclerk.change.tests.builders_options import DAY, MOMENT, a_sheet, a_whole_sheet, by
from townclerk.figures import ask
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import an_actor

pytestmark = pytest.mark.django_db
START = "/change/options/"
K = Money.thousands


def signed_in(*roles):
    client = Client()
    client.force_login(an_actor(*roles).user)
    return client


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def published(db):
    """A published sheet whose few redundancies would point at people."""
    made = a_whole_sheet(
        who=by("s151-officer"), published_on=DAY, published_in="Budget report", gross=Money(130000)
    )
    made.staffing.filter(measure="redundancies").update(low=2, high=3)
    made.package.published_on = DAY
    made.package.save()
    return made


def test_an_unpublished_sheet_is_not_there_for_everybody(client):
    made = a_sheet()
    assert client.get(f"{START}sheets/{made.reference}/").status_code == 404
    assert "Night scouting" not in text(client.get(START))
    assert "Night scouting" in text(signed_in("scrutiny-member").get(START))


def test_everybody_sees_a_published_sheet_without_claims_or_small_numbers(client, published):
    shown = text(client.get(f"{START}sheets/{published.reference}/"))
    assert "£1,300" in shown
    assert "fewer than 10" in shown
    assert "2 to 3" not in shown
    assert "What it counts on" not in shown
    assert "Still to be said" not in shown
    inside = text(signed_in("finance-partner").get(f"{START}sheets/{published.reference}/"))
    assert "2 to 3" in inside
    assert "What it counts on" in inside


def test_staffing_and_claims_are_in_no_list_for_everybody(client, published):
    for register in ("option-staffing", "option-claims", "option-advice"):
        assert client.get(f"/r/{register}/").status_code in (302, 403)
    assert client.get("/r/options/").status_code == 200


def test_the_sheet_says_everything_that_is_missing(client):
    made = a_sheet()
    shown = text(signed_in("finance-partner").get(f"{START}sheets/{made.reference}/"))
    for sentence in ("Say why it is proposed.", "Name its risks, numbered.", "things are missing"):
        assert sentence in shown


def test_the_sheet_is_a_pdf_for_both(published, client):
    for who in (client, signed_in("finance-partner")):
        answer = who.get(f"{START}sheets/{published.reference}/sheet.pdf")
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_a_section_is_edited_and_a_change_meanwhile_is_told(published):
    who, made = signed_in("finance-partner"), a_sheet("other")
    address = f"{START}sheets/other/edit/effects/"
    assert who.get(address).status_code == 200
    given = {"stops": "Patrols", "version": made.version}
    assert who.post(address, given).status_code == 302
    assert OptionSheet.objects.get(pk=made.pk).stops == "Patrols"
    stale = who.post(address, given | {"stops": "More"})
    assert stale.status_code == 422
    assert "Compare the two" in text(stale)
    assert who.get(f"{START}sheets/other/edit/nothing/").status_code == 404


def test_steps_are_offered_to_who_may_take_them_and_refuse_with_reasons():
    made = a_whole_sheet()
    page = f"{START}sheets/{made.reference}/"
    assert f"{page}steps/" not in signed_in("scrutiny-member").get(page).content.decode()
    partner = signed_in("finance-partner")
    assert "Mark as worked up: its author" in text(partner.get(page))
    assert partner.post(f"{page}steps/work-up/", {"reason": ""}).status_code == 302
    wrong = signed_in("head-of-service").get(f"{page}steps/validate/")
    assert wrong.status_code in (403, 404)
    withdrawn = partner.post(f"{page}steps/withdraw/", {"reason": ""})
    assert withdrawn.status_code == 422
    assert "Say why it is withdrawn" in text(withdrawn)


def test_an_incomplete_sheet_is_told_on_the_form_of_the_step():
    made = a_sheet()
    answer = signed_in("finance-partner").post(
        f"{START}sheets/{made.reference}/steps/work-up/", {"reason": ""}
    )
    assert answer.status_code == 422
    assert "Say why it is proposed" in text(answer)


def test_advisers_read_a_sheet_say_what_they_think_and_review_its_equality(client):
    made = a_sheet()
    page = f"{START}sheets/{made.reference}/"
    assessment = options_equality.create(
        {"option": made, "started_on": DAY, "screening": "Drivers", "conclusion": "none"},
        **by("finance-partner"),
    )
    legal, equality = signed_in("legal-officer"), signed_in("information-officer")
    shown = text(legal.get(page))
    assert "Give advice" in shown
    assert "Review the equality assessment" not in shown
    wrong = legal.post(f"{page}advice/", {"discipline": "finance", "text": "Cheap"})
    assert wrong.status_code == 403
    legal.post(f"{page}advice/", {"discipline": "legal", "text": "Consult first."})
    assert "Consult first." in text(equality.get(page))
    lacks = equality.post(f"{page}review/", {"reason": ""})
    assert lacks.status_code == 422
    assert "Give the day of its review" in text(lacks)
    options_equality.change(assessment, {"review_on": DAY}, **by("finance-partner"))
    assert equality.post(f"{page}review/", {"reason": ""}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.state == "mitigations-agreed"
    for other in (client, signed_in("customer-adviser")):
        assert other.get(page).status_code == 404


def test_sheets_add_up_by_what_they_are_and_parts_are_not_added_twice():
    whole = a_sheet("a", classification="planning-assumption", kind="transformation", gross=K(100))
    a_sheet("b", classification="specific-saving", kind="transformation", gross=K(30))
    a_sheet("c", classification="specific-saving", kind="efficiency", gross=K(5), reinvestment=K(1))
    a_sheet("d", classification="specific-saving", kind="efficiency", gross=K(9), included_in=whole)
    shown = text(signed_in("finance-partner").get(START))
    for row in (
        "Budget planning assumptions 1 100,000 100,000",
        "Specific savings 2 35,000 34,000",
        "Of the kind efficiency 1 5,000 4,000",
        "Of the kind transformation 2 130,000 130,000",
    ):
        assert row in shown
    assert "Of the kind service change" not in shown
    asked = {"scope": "specific-savings", "reader": OPERATOR}
    assert ask("change.options.net", **asked).value == K(34)


def test_two_states_of_a_sheet_are_compared_with_their_parts():
    made = a_whole_sheet(stops="Patrols by car")
    later = by("finance-partner", moment=MOMENT + timedelta(days=1))
    options.change(made, {"stops": "Patrols on foot"}, **later)
    claim = {"option": made, "kind": "contract", "reference": "cars", "title": "Hired cars"}
    options_parts.create_claim(claim, **later)
    who = signed_in("finance-partner")
    shown = text(who.get(f"{START}sheets/{made.reference}/compare/"))
    for words in ("Patrols by car", "Patrols on foot", "Contract, cars", "What is claimed: Hired"):
        assert words in shown
    assert "Complaints" not in shown


def test_an_overlap_is_shared_on_its_page_to_the_penny():
    first, second = a_sheet("first"), a_sheet("second")
    for sheet in (first, second):
        Claim.objects.create(option=sheet, kind="contract", reference="lamps", title="Lamps")
    who = signed_in("finance-partner")
    assert "Lamps is claimed by First and Second" in text(who.get(f"{START}overlaps/"))
    address = f"{START}overlaps/contract/lamps/"
    one, two = Claim.objects.order_by("pk")
    given = {"whole": "100", "left": "", f"share_{one.pk}": "60", f"share_{two.pk}": "30"}
    wrong = who.post(address, given)
    assert wrong.status_code == 422
    assert "£90.00" in text(wrong)
    assert who.post(address, given | {"left": "10"}).status_code == 302
    assert "Nothing is claimed twice" in text(who.get(f"{START}overlaps/"))


@pytest.mark.parametrize("page", ["", "tables/", "equality/", "staffing/"])
def test_open_pages_are_open_to_everybody_and_the_others_ask(client, page, published):
    assert client.get(START + page).status_code == 200
    for closed in ("overlaps/", "checks/"):
        assert client.get(START + closed).status_code in (302, 403)


def test_the_redundancy_page_hides_what_would_point_at_people(client, published):
    shown = text(client.get(f"{START}staffing/"))
    assert "The total is hidden" in shown
    assert "2 to 3" not in shown
    inside = signed_in("finance-partner").get(f"{START}staffing/")
    assert "<svg" in inside.content.decode()
