"""The register of decisions to come."""

from townclerk.democracy import policies
from townclerk.democracy.models import Entry
from townclerk.democracy.operations import forward_plan as operations
from townclerk.democracy.permissions import DEMOCRATIC, REPORTS
from townclerk.democracy.queries.forward_plan import PUBLIC
from townclerk.democracy.registers import RETENTION, SECTION
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Transition,
    reference,
    register,
)


def _step(name: str, verb: Verb) -> Transition:
    act = {"publish": operations.publish, "withdraw": operations.withdraw}[name]
    return policies.FORWARD_PLAN[name].transition(name, verb=verb, act=act)


FORWARD_PLAN = register(
    Register(
        name="forward-plan",
        title="Forward plan",
        singular="decision to come",
        model=Entry,
        area=DEMOCRATIC,
        subject=REPORTS,
        section=SECTION,
        scopes=(("body", "body__code"),),
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Decision", Kind.TEXT, required=True),
            Column("text", "What is to be decided", Kind.LONG_TEXT, required=True, listed=False),
            Column("maker", "Decided by", Kind.CHOICE, facet=True, listed=False),
            Column("body", "Body", Kind.REFERENCE, facet=True, to="bodies"),
            Column("maker_role", "Role that decides", Kind.TEXT, listed=False),
            Column("key", "Key decision", Kind.FLAG, facet=True),
            Column("key_reason", "Why it is or is not key", Kind.TEXT, listed=False),
            Column("ruling", "Ruling", Kind.CHOICE, editable=False, listed=False),
            Column("wards", "Wards", Kind.TEXT, listed=False),
            Column("portfolio", "Portfolio", Kind.TEXT, facet=True, listed=False),
            Column("lead_role", "Lead officer", Kind.TEXT, required=True, listed=False),
            Column("consultees", "Consulted", Kind.LONG_TEXT, listed=False),
            Column("documents", "Documents", Kind.LONG_TEXT, listed=False),
            Column("report", "Report", Kind.TEXT, listed=False),
            Column("exempt_paragraph", "Exempt paragraph", Kind.CHOICE, listed=False),
            Column("private_reason", "Why in private", Kind.LONG_TEXT, listed=False),
            Column("decision_on", "To be decided", Kind.DATE, required=True),
            Column("first_for", "First for", Kind.DATE, editable=False, listed=False),
            Column("deferrals", "Times deferred", Kind.INTEGER, editable=False),
            Column("published_on", "Notice given", Kind.DATE),
            Column("route", "Route", Kind.CHOICE, facet=True),
            Column("route_reason", "Why less notice", Kind.LONG_TEXT, listed=False),
            Column("agreed_by", "Urgency agreed by", Kind.TEXT, listed=False),
            Column("of_interest", "Of interest", Kind.FLAG, facet=True, editable=False),
            Column(
                "withdraw_reason", "Why withdrawn", Kind.LONG_TEXT, editable=False, listed=False
            ),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "draft",
            (_step("publish", Verb.PUBLISH), _step("withdraw", Verb.PUBLISH)),
        ),
        published_when=PUBLIC,
        create=operations.create,
        change=operations.change,
        search=("reference", "title", "text"),
        retention=RETENTION,
        description="Decisions to come, with the notice given of them.",
        empty="No decision to come is entered yet. Add one, or import the forward plan.",
    )
)
