"""One model of equality assessment, whether of an option, of a project or of a decision."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.change.models import EqualityAssessment, EqualityImpact
from townclerk.change.operations import options_equality, programme, programme_gates
from townclerk.change.queries.options_equality import over, titled
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_options import DAY, a_sheet, by
from townclerk.change.web.equality import subject_of
from townclerk.democracy.models import Decision, Entry
from townclerk.democracy.tests import builders as democracy
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.owed import owed
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.registers import by_name
from townclerk.platform.registers.permission import visible

pytestmark = pytest.mark.django_db
REGISTER = "equality-assessments"


@pytest.fixture
def office():
    return an_actor("programme-office")


def of(who, **values):
    given = {
        "started_on": date(2023, 2, 1),
        "screening": "Older people may be affected.",
        "conclusion": "mitigated",
        "review_on": date(2024, 2, 1),
        **values,
    }
    return options_equality.create(given, **by() | {"actor": who})


def a_decision(reference="cabinet-1"):
    clerk = an_actor("democratic-services")
    return democracy.a_decision(
        clerk, democracy.a_body(clerk), reference=reference, key_decision=False
    )


def clerk():
    return Reader.of(an_actor("democratic-services").user, DAY)


def on_age(assessment):
    EqualityImpact.objects.create(
        assessment=assessment, group="age", effect="negative", degree="low", mitigation="Lifts"
    )
    EqualityAssessment.objects.filter(pk=assessment.pk).update(state="full")
    assessment.refresh_from_db()
    return assessment


def decided(assessment, why="C-7"):
    """Reviewed and decided; of a group that is affected, where none is named yet."""
    if not assessment.impacts.exists():
        assessment = on_age(assessment)
    made = options_equality.move(assessment, "agree", **by("information-officer"))
    return options_equality.move(made, "decide", reason=why, **by("leader"))


def test_it_is_of_an_option_a_project_or_a_decision_and_of_one_of_them(office):
    project, sheet = builders.a_project(office), a_sheet()
    a_decision()
    finance = an_actor("finance-partner")
    made = [
        of(finance, option=sheet),
        of(office, project=project),
        of(finance, about_decision="cabinet-1"),
    ]
    assert [(one.subject, one.reference) for one in made] == [
        ("option", "option-night-scouting"),
        ("project", "project-assets"),
        ("decision", "decision-cabinet-1"),
    ]
    assert [str(one) for one in made][1:] == [
        "Equality assessment of Assets",
        "Equality assessment of the decision cabinet-1",
    ]
    column = by_name(REGISTER).listed[0]
    assert [column.value(one) for one in made] == [
        "Night scouting",
        "Assets",
        "the decision cabinet-1",
    ]
    for wrong in ({}, {"option": sheet, "project": project}):
        with pytest.raises(ValidationError, match="one of them"):
            of(finance, **wrong)


def test_a_decision_is_one_that_was_made_or_is_foretold(office):
    finance = an_actor("finance-partner")
    with pytest.raises(Problems, match="There is no decision plan-9"):
        of(finance, about_decision="plan-9")
    clerk = an_actor("democratic-services")
    Entry.objects.create(
        reference="plan-9", title="Library hours", text="Fewer", body=democracy.a_body(clerk),
        lead_role="Head of libraries", decision_on=date(2023, 6, 1),
    )  # fmt: skip
    assert of(finance, about_decision="plan-9").pk
    with pytest.raises(ValidationError, match="has an assessment already"):
        of(finance, about_decision="plan-9")


def test_who_keeps_a_project_assesses_it_and_others_are_refused(office):
    project = builders.a_project(office)
    for role in ("scrutiny-member", "information-officer", "democratic-services"):
        with pytest.raises(Refused):
            of(an_actor(role), project=project)
    made = of(office, project=project)
    with pytest.raises(Refused):
        of(office, about_decision=a_decision().reference)
    given = {"assessment": made, "group": "age", "effect": "negative", "degree": "low"}
    stamp = by() | {"actor": office}
    options_equality.create_impact({**given, "mitigation": "Lifts"}, **stamp)
    made = options_equality.move(made, "assess", **stamp)
    with pytest.raises(Refused):
        options_equality.move(made, "agree", **stamp)
    both = an_actor("programme-office", "information-officer")
    own = on_age(of(both, project=builders.a_project(office, "teams")))
    with pytest.raises(Refused, match="You wrote it"):
        options_equality.move(own, "agree", **by() | {"actor": both})
    made = decided(made)
    with pytest.raises(options_equality.AssessmentIsFrozen):
        options_equality.change(made, {"evidence": "New"}, **stamp)
    assert (made.state, made.decision) == ("decided", "C-7")


@pytest.mark.parametrize(
    ("state", "warned"),
    [
        (None, "No equality assessment is recorded"),
        ("screening", "is not reviewed yet"),
        ("mitigations-agreed", ""),
        ("decided", ""),
    ],
)
def test_a_project_that_goes_live_is_warned_by_its_own_assessment(office, state, warned):
    project = builders.ready_for_delivery(office, an_actor("head-of-service"), equality="")
    if state:
        made = of(office, project=project)
        EqualityAssessment.objects.filter(pk=made.pk).update(state=state)
    clerk = an_actor("democratic-services")
    decision = democracy.a_published(
        clerk, democracy.a_body(clerk), reference="cabinet-1", key_decision=False
    )
    opened = programme_gates.ask_gate(project, decision=decision.reference, **builders.by(office))
    assert opened.outcome == "opened"
    assert warned in opened.reasons
    assert bool(opened.reasons) is bool(warned)


def test_the_picture_is_cut_by_kind_and_each_group_stands_once(office):
    sheets = [a_sheet(name, equality="to-be-assessed") for name in ("lamps", "buses")]
    projects = [builders.a_project(office, name) for name in ("assets", "teams")]
    projects.append(builders.a_project(office, "signs", option=sheets[0]))
    finance = an_actor("finance-partner")
    a_decision("cabinet-1")
    made = [
        of(finance, option=sheets[0]),
        of(office, project=projects[0]),
        of(finance, about_decision="cabinet-1"),
    ]
    for one in made:
        EqualityImpact.objects.create(assessment=one, group="age", effect="negative", degree="low")
    decision = made[2:]
    whole = over(sheets, projects=projects, decisions=decision, on=DAY, reader=clerk())
    assert [one.group.code for one in whole.affected] == ["age"]
    assert whole.affected[0].negative == (
        "Lamps",
        "Assets (project)",
        f"{a_decision_title()} (decision)",
    )
    assert {one.title for one in whole.not_assessed} == {"Buses", "Teams (project)"}
    assert over([], projects=projects, on=DAY, reader=clerk()).affected[0].negative == (
        "Assets (project)",
    )
    assert over([], decisions=decision, on=DAY, reader=clerk()).not_assessed == ()
    assert over(sheets, on=DAY, reader=clerk()).affected[0].negative == ("Lamps",)
    nothing = over(
        sheets,
        projects=projects,
        decisions=decision,
        on=DAY,
        reader=Reader.anonymous(DAY),
        public=True,
    )
    assert nothing.affected == ()


def test_a_decision_that_is_not_open_is_named_by_its_reference_alone():
    keeper = an_actor("democratic-services")
    body = democracy.a_body(keeper)
    for reference in ("cabinet-1", "cabinet-2"):
        democracy.a_decision(keeper, body, reference=reference, key_decision=False)
    made = [
        of(an_actor("finance-partner"), about_decision=reference)
        for reference in ("cabinet-1", "cabinet-2")
    ]
    title, resident = a_decision_title(), Reader.anonymous(DAY)
    assert titled(made, clerk())[made[0].pk] == f"{title} (decision)"
    assert titled(made, resident) == {
        made[0].pk: "cabinet-1 (decision)",
        made[1].pk: "cabinet-2 (decision)",
    }
    assert subject_of(made[0], resident) == ("cabinet-1 (decision)", "")
    with CaptureQueriesContext(connection) as one:
        titled(made[:1], resident)
    with CaptureQueriesContext(connection) as both:
        titled(made, resident)
    assert len(both) == len(one)


def a_decision_title():
    return Decision.objects.get(reference="cabinet-1").title


def test_it_is_public_once_decided_and_what_it_is_of_is_published(office):
    project = builders.a_project(office)
    a_decision()
    finance = an_actor("finance-partner")
    made = of(office, project=project)
    of_decision = decided(of(finance, about_decision="cabinet-1"))
    anybody = Reader.anonymous(DAY)

    def seen():
        return [one.subject for one in visible(by_name(REGISTER), anybody).order_by("pk")]

    programme.change_project(project, {"published_on": DAY}, **builders.by(office))
    assert seen() == []
    decided(made)
    assert seen() == ["project"]
    with pytest.raises(Refused):
        options_equality.change(of_decision, {"published_on": DAY}, **by("finance-partner"))
    options_equality.change(of_decision, {"published_on": DAY}, **by("s151-officer"))
    assert seen() == ["project", "decision"]
    with pytest.raises(Problems, match="published by themselves"):
        options_equality.change(made, {"published_on": DAY}, **by("s151-officer"))


def test_a_head_of_service_assesses_the_decision_their_service_proposes(office):
    a_decision()
    unit = organisation.create_unit(
        code="adults", name="Adults", kind="service", parent=None, start=date(2016, 4, 1), **by()
    )
    head = an_actor("head-of-service", unit="adults")
    with pytest.raises(Refused):
        of(head, about_decision="cabinet-1")
    made = of(head, about_decision="cabinet-1", unit=unit)
    assert list(visible(by_name(REGISTER), Reader.of(head.user, DAY))) == [made]
    elsewhere = an_actor("head-of-service", unit="other")
    assert not visible(by_name(REGISTER), Reader.of(elsewhere.user, DAY)).exists()


def test_a_conclusion_on_an_impact_names_a_group_that_is_affected(office):
    made = of(office, project=builders.a_project(office))
    with pytest.raises(Problems, match="no group is said to be affected"):
        options_equality.move(made, "agree", **by("information-officer"))


def test_the_equality_lead_owes_the_review_of_what_lacks_nothing(office):
    made = on_age(of(office, project=builders.a_project(office)))
    lead = an_actor("information-officer")

    def owes(actor):
        found = owed(Reader.of(actor.user, DAY), DAY, kind="equality-review")
        return [(one.title, one.address) for one in found]

    address = f"/change/equality/{made.pk}/"
    assert owes(lead) == [("Review the equality assessment of Assets", address)]
    assert owes(office) == []
    options_equality.change(made, {"review_on": None}, **by() | {"actor": office})
    assert owes(lead) == []


def test_what_is_published_is_withdrawn_by_who_publishes(office):
    a_decision()
    finance = an_actor("finance-partner")
    made = decided(of(finance, about_decision="cabinet-1"))
    open_to_all = {"published_on": DAY}
    made = options_equality.change(made, open_to_all, **by("s151-officer"))
    with pytest.raises(Refused):
        options_equality.change(made, {"published_on": None}, **by() | {"actor": finance})
    made.refresh_from_db()
    assert made.published_on == DAY


def test_a_project_whose_assessment_is_not_public_yet_is_not_said_to_have_none(office):
    project = builders.a_project(office)
    of(office, project=project)
    found = over([], projects=[project], on=DAY, reader=Reader.anonymous(DAY), public=True)
    assert [one.status for one in found.not_assessed] == ["No decided assessment"]
