"""Option sheets from idea to delivery, their parts, claims, shares and assessments."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from townclerk.change import policies_options
from townclerk.change.core import options_claims as core_claims
from townclerk.change.core.options import PartsAboveTheWhole
from townclerk.change.core.options_completeness import Incomplete
from townclerk.change.core.options_equality import UnknownGroup
from townclerk.change.documents.options_sections import sections
from townclerk.change.models import Claim, EqualityAssessment, OptionSheet, OptionStaffing
from townclerk.change.operations import options, options_equality, options_parts
from townclerk.change.queries import options as queries
from townclerk.change.queries.options_claims import overlaps, shared_scopes
from townclerk.change.queries.options_public import staffing as staffing_of
from townclerk.change.tests.builders_options import DAY, a_sheet, a_whole_sheet, by
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.reader import Refused
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.registers import by_name
from townclerk.platform.registers import operations as registers

pytestmark = pytest.mark.django_db
K = Money.thousands


def taken(sheet, name, *roles, reason=""):
    return options.move(sheet, name, reason=reason, **by(*roles))


def test_a_sheet_goes_from_idea_to_delivery_by_four_people():
    sheet = a_whole_sheet()
    steps = (
        ("work-up", "finance-partner", ""),
        ("validate", "s151-officer", ""),
        ("approve-for-consultation", "cabinet-member", "Cabinet, 12 January 2017"),
        ("record-consultation", "finance-partner", "Two replies, nothing changed"),
        ("recommend", "leader", ""),
        ("approve", "chief-executive", "Council, 2 March 2017"),
        ("hand-over", "programme-office", "Highways project"),
    )
    for name, role, reason in steps:
        sheet = taken(sheet, name, role, reason=reason)
    assert (sheet.state, sheet.handed_to) == ("handed-over", "Highways project")
    assert sheet.decision == "Council, 2 March 2017"
    assert sheet.consultation_decision == "Cabinet, 12 January 2017"
    verbs = AuditEntry.objects.filter(record_id=str(sheet.pk)).values_list("verb", flat=True)
    assert {name for name, _, _ in steps} <= set(verbs)


def test_who_raises_does_not_validate_and_who_validates_does_not_approve():
    raiser, validator = by("finance-partner", "leader"), by("s151-officer", "leader")
    sheet = options.move(a_whole_sheet(who=raiser), "work-up", **raiser)
    with pytest.raises(Refused, match="You raised it"):
        options.move(sheet, "validate", **raiser)
    sheet = options.move(sheet, "validate", **validator)
    for actor, did in ((raiser, "raised"), (validator, "validated")):
        with pytest.raises(Refused, match=f"You {did} it"):
            options.move(sheet, "approve-for-consultation", reason="Cabinet", **actor)
    assert taken(sheet, "approve-for-consultation", "leader", reason="Cabinet").state


@pytest.mark.parametrize(
    ("state", "name", "role"),
    [
        ("worked-up", "validate", "head-of-service"),
        ("finance-validated", "approve-for-consultation", "s151-officer"),
        ("consulted", "recommend", "finance-partner"),
        ("recommended", "approve", "cabinet-member"),
        ("approved", "hand-over", "scrutiny-member"),
        ("idea", "work-up", "scrutiny-member"),
    ],
)
def test_a_step_is_refused_to_another_role(state, name, role):
    sheet = a_whole_sheet()
    OptionSheet.objects.filter(pk=sheet.pk).update(state=state)
    with pytest.raises(Refused):
        taken(sheet, name, role, reason="Why")
    assert OptionSheet.objects.get(pk=sheet.pk).state == state


def test_a_step_out_of_its_state_says_where_it_belongs():
    with pytest.raises(policies_options.NotInThisState, match="recommended"):
        taken(a_sheet(), "approve", "leader", reason="Council")


def test_an_incomplete_sheet_is_not_worked_up_and_is_told_all():
    with pytest.raises(Incomplete) as refused:
        taken(a_sheet(), "work-up", "finance-partner")
    assert [one.heading for one in refused.value.missing] == [
        "service",
        "description",
        "approval_sought",
        "rationale",
    ]


def test_a_sheet_that_asks_to_consult_is_not_recommended_before():
    sheet = taken(a_whole_sheet(), "work-up", "finance-partner")
    sheet = taken(sheet, "validate", "s151-officer")
    with pytest.raises(options.NotConsulted):
        taken(sheet, "recommend", "leader")
    OptionSheet.objects.filter(pk=sheet.pk).update(approval_sought="implement")
    assert taken(sheet, "recommend", "leader").state == "recommended"


def test_steps_that_ask_for_words_refuse_without_them():
    with pytest.raises(Problems, match="why it is withdrawn"):
        taken(a_sheet(), "withdraw", "finance-partner")
    assert taken(a_sheet("x"), "withdraw", "finance-partner", reason="Too slow").state


def test_validated_money_stays_until_the_sheet_goes_back():
    sheet = taken(a_whole_sheet(), "work-up", "finance-partner")
    sheet = taken(sheet, "validate", "s151-officer")
    with pytest.raises(options.SheetIsFixed, match="gross"):
        options.change(sheet, {"gross": K(14)}, **by("finance-partner"))
    with pytest.raises(options.SheetIsFixed):
        options_parts.create_claim(
            {"option": sheet, "kind": "post", "reference": "p2", "title": "Another"},
            **by("finance-partner"),
        )
    sheet = options.change(sheet, {"stops": "Night patrols"}, **by("finance-partner"))
    sheet = taken(sheet, "return", "finance-partner", reason="The amount is wrong")
    assert (sheet.state, sheet.validated_by, sheet.validated_on) == ("idea", None, None)
    assert options.change(sheet, {"gross": K(14)}, **by("finance-partner")).gross == K(14)


def test_an_approved_sheet_stays_whole():
    sheet = a_whole_sheet()
    OptionSheet.objects.filter(pk=sheet.pk).update(state="approved")
    sheet.refresh_from_db()
    with pytest.raises(options.SheetIsFixed):
        options.change(sheet, {"stops": "More"}, **by("finance-partner"))


def test_an_approval_with_amendments_keeps_what_it_changed():
    sheet = a_whole_sheet()
    OptionSheet.objects.filter(pk=sheet.pk).update(state="recommended")
    said = {"reason": "Council, 2 March 2017", "amendment": "One patrol stays"}
    sheet = options.move(sheet, "amend", **said, **by("chief-executive"))
    assert (sheet.state, sheet.decision) == ("amended", "Council, 2 March 2017")
    assert sheet.amendment == "One patrol stays"
    assert taken(sheet, "hand-over", "programme-office", reason="Highways").state == "handed-over"


def test_advisers_give_advice_of_their_own_kind_and_only_the_council_reads_it():
    sheet = a_sheet()
    given = {"option": sheet, "discipline": "legal", "given_on": DAY, "text": "Consult first."}
    with pytest.raises(Refused):
        options_parts.advise(given, **by("hr-officer"))
    options_parts.advise(given, **by("legal-officer"))
    inside = {part.code: part for part in sections(sheet, staffing=None)}["advice"]
    assert inside.grids[0].rows == (("Legal", "12 January 2017", "Consult first."),)
    everybody = sections(sheet, staffing=staffing_of(queries.read()))
    assert "advice" not in {part.code for part in everybody}


def test_a_head_of_service_raises_for_their_own_service_alone():
    with pytest.raises(Refused):
        a_sheet(who=by("head-of-service"))


def test_a_part_may_not_pass_its_whole_nor_hold_it():
    whole = a_sheet("whole", gross=K(10))
    part = a_sheet("part", gross=K(9), included_in=whole)
    with pytest.raises(PartsAboveTheWhole):
        a_sheet("more", gross=K(2), included_in=whole)
    assert not OptionSheet.objects.filter(reference="more").exists()
    with pytest.raises(ValidationError, match="may not hold"):
        options.change(whole, {"included_in": part}, **by("finance-partner"))


def test_only_who_publishes_restates_a_published_sheet():
    dated = {"published_on": DAY, "published_in": "Budget report"}
    with pytest.raises(Refused):
        a_sheet(**dated)
    assert a_sheet("x", who=by("s151-officer"), **dated).published_on == DAY


def test_a_sheet_is_published_complete_and_validated():
    sheet = a_whole_sheet()
    said = {"on": DAY, "document": "Budget report"}
    with pytest.raises(options.CannotPublish, match="validated"):
        options.publish(sheet, **said, **by("leader"))
    sheet = taken(taken(sheet, "work-up", "finance-partner"), "validate", "s151-officer")
    with pytest.raises(Refused):
        options.publish(sheet, **said, **by("finance-partner"))
    assert options.publish(sheet, **said, **by("leader")).published_in == "Budget report"


def test_numbers_of_staff_go_with_what_is_known():
    add = options_parts.adder(OptionStaffing, money=True)
    key = {"option": a_sheet(), "measure": "redundancies"}
    for wrong in (
        {"standing": "unknown", "words": "TBC", "low": Decimal(0), "high": Decimal(0)},
        {"standing": "known"},
        {"standing": "unknown"},
        {"standing": "known", "low": Decimal(3), "high": Decimal(2)},
    ):
        with pytest.raises(ValidationError):
            add(key | wrong, **by("finance-partner"))
    assert add(key | {"standing": "unknown", "words": "TBC"}, **by("finance-partner")).pk


def a_claim(sheet, reference="lamp-contract", **values):
    given = {"option": sheet, "kind": "contract", "reference": reference, "title": "Lamps"}
    return options_parts.create_claim(given | values, **by("finance-partner"))


def test_a_second_claim_is_refused_and_a_withdrawn_option_gives_its_claim_back():
    first, second = a_sheet("first"), a_sheet("second")
    a_claim(first)
    with pytest.raises(core_claims.ClaimedTwice, match="First"):
        a_claim(second)
    assert Claim.objects.count() == 1
    taken(first, "withdraw", "finance-partner", reason="No")
    assert a_claim(second).pk


def test_finance_shares_a_thing_to_the_penny_between_two_options():
    first, second = a_sheet("first"), a_sheet("second")
    a_claim(first, whole=K(100), amount=K(100))
    said = {"title": "Lamps", "whole": K(100), "left": K(10)}
    shares = {first: K(60), second: K(30)}
    with pytest.raises(Refused):
        options_parts.share(
            "contract", "lamp-contract", shares=shares, **said, **by("head-of-service")
        )
    with pytest.raises(core_claims.SharesDoNotSum):
        options_parts.share(
            "contract",
            "lamp-contract",
            shares=shares | {second: K(31)},
            **said,
            **by("finance-partner"),
        )
    made = options_parts.share(
        "contract", "lamp-contract", shares=shares, **said, **by("finance-partner")
    )
    assert [claim.amount for claim in made] == [K(60), K(30)]
    assert overlaps() == ()


def test_income_of_growth_is_kept_and_found_beside_an_options_own():
    sheet = a_whole_sheet()
    income = {"kind": "income", "reference": "berths", "title": "Marina berths"}
    options_parts.create_claim({"growth": "Coast", **income}, **by("finance-partner"))
    options_parts.create_claim({"option": sheet, **income}, **by("finance-partner"))
    assert overlaps()[0].finding is core_claims.Finding.GROWTH
    with pytest.raises(Incomplete, match="growth programme"):
        taken(taken(sheet, "work-up", "finance-partner"), "validate", "s151-officer")


def test_a_service_in_two_scopes_is_listed():
    scopes = by_name("option-scopes")
    for reference in ("first", "second"):
        values = {"option": a_sheet(reference), "name": "Public Health", "kind": "service"}
        registers.create(scopes, values, **by("finance-partner"))
    assert shared_scopes() == (("Public Health", ("First", "Second")),)


def an_assessment(sheet, who, **values):
    given = {
        "option": sheet,
        "started_on": date(2023, 2, 1),
        "screening": "Older drivers may be affected.",
        "conclusion": "mitigated",
        "review_on": date(2024, 2, 1),
    }
    return options_equality.create(given | values, **who)


def an_impact(assessment, group="age", **values):
    given = {"assessment": assessment, "group": group, "effect": "negative", "degree": "low"}
    return options_equality.create_impact(given | values, **by("finance-partner"))


def test_an_assessment_is_reviewed_by_another_and_frozen_with_the_decision():
    author = by("finance-partner", "information-officer")
    made = an_assessment(a_sheet(), author)
    an_impact(made, mitigation="Better signs")
    made = options_equality.move(made, "assess", **author)
    with pytest.raises(Refused, match="You wrote it"):
        options_equality.move(made, "agree", **author)
    made = options_equality.move(made, "agree", **by("information-officer"))
    made = options_equality.move(made, "decide", reason="C-7", **by("leader"))
    with pytest.raises(options_equality.AssessmentIsFrozen):
        options_equality.change(made, {"evidence": "New"}, **author)
    with pytest.raises(options_equality.AssessmentIsFrozen):
        an_impact(made, "sex")
    assert EqualityAssessment.objects.get().decision == "C-7"


def test_a_review_asks_everything_at_once():
    made = an_assessment(a_sheet(), by("finance-partner"), conclusion="none", review_on=None)
    an_impact(made)
    an_impact(made, "sex", effect="unknown", degree="")
    with pytest.raises(Problems) as found:
        options_equality.move(made, "agree", **by("information-officer"))
    assert len(found.value.problems) == 5


@pytest.mark.parametrize(
    ("group", "known"), [("care-experienced", True), ("socio-economic", False)]
)
def test_groups_are_those_of_the_day(group, known):
    made = an_assessment(a_sheet(), by("finance-partner"))
    if known:
        assert an_impact(made, group).pk
    else:
        with pytest.raises(UnknownGroup):
            an_impact(made, group)


def test_it_reads_in_a_number_of_queries_that_does_not_grow(django_assert_num_queries):
    a_whole_sheet("first")
    a_whole_sheet("second")
    with django_assert_num_queries(6):
        held = queries.read()
        assert len(held.options()) == 2
        assert len(held.phasings()) == 1
        assert len(held.measure("redundancies")) == 2
