"""The registers: people to ask, consultations, questions, themes, population, panel."""

from typing import Any

from django.db.models import Q

from townclerk.customers import policies
from townclerk.customers.models import (
    Consultation,
    ConsultationGroup,
    ConsultedPeople,
    PanelMeeting,
    PopulationGroup,
    Question,
    Theme,
)
from townclerk.customers.operations import proposals
from townclerk.customers.operations.proposals import CannotConsult
from townclerk.customers.permissions import CONSULTATION, INFORMATION
from townclerk.customers.queries.consultations import PUBLIC
from townclerk.platform import records
from townclerk.platform.registers import SOURCE, Column, Kind, Register, States, reference, register

EVERY = Q(id__isnull=False)
SECTION = "Serve"
RETENTION = "democratic-6-years"
OF_PUBLIC = Q(consultation__state__in=Consultation.PUBLIC)
OF_REPORTED = Q(consultation__state__in=Consultation.FOUND)
ASKED_BY = Column(
    "consultation",
    "Consultation",
    Kind.REFERENCE,
    required=True,
    facet=True,
    to="consultations",
    fixed=True,
)


def _write(record: Any, *, states: tuple[str, ...], what: str) -> None:
    """Parts of a consultation are settled with it."""
    consultation = record.consultation
    if consultation.state not in states:
        state = consultation.get_state_display().lower()
        raise CannotConsult(f"{consultation} is {state}, so its {what} stay as they are.")


def _part(model: type[Any], states: tuple[str, ...], what: str) -> dict[str, Any]:
    """How a part is added and changed: while the consultation is in one of the states."""

    def create(values: Any, *, actor: Any, moment: Any, reason: str = "") -> Any:
        made = model(**values)
        _write(made, states=states, what=what)
        return records.create(made, actor=actor, moment=moment, reason=reason)

    def change(
        record: Any,
        values: Any,
        *,
        actor: Any,
        moment: Any,
        expected_version: int | None = None,
        reason: str = "",
    ) -> Any:
        _write(record, states=states, what=what)
        return records.change(
            record,
            values,
            actor=actor,
            moment=moment,
            expected_version=expected_version,
            reason=reason,
        )

    return {"create": create, "change": change}


State = Consultation.State
BEFORE = (State.PROPOSED, State.EARLIER)
UNTIL_LIVE = (State.PROPOSED, State.REVIEWED)
UNTIL_FEEDBACK = (State.LIVE, State.ANALYSED, State.REPORTED, State.EARLIER)
SHARED: dict[str, Any] = {
    "area": INFORMATION,
    "subject": CONSULTATION,
    "section": SECTION,
    "retention": RETENTION,
}

PEOPLE = register(
    Register(
        name="consulted-people",
        title="People to consult",
        singular="people to consult",
        model=ConsultedPeople,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("name", "Who they are", Kind.TEXT, required=True),
        ),
        published_when=EVERY,
        search=("code", "name"),
        description="People who are asked together, so that nobody is asked twice at once.",
        empty="Nobody is named yet. Add residents, users of a service, businesses.",
        **SHARED,
    )
)

CONSULTATIONS = register(
    Register(
        name="consultations",
        title="Consultations",
        singular="consultation",
        model=Consultation,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("question", "What is asked", Kind.LONG_TEXT, required=True, listed=False),
            Column("reasons", "What people need to know", Kind.LONG_TEXT, listed=False),
            Column("method", "Method", Kind.CHOICE, facet=True),
            Column("accessibility", "Accessibility", Kind.LONG_TEXT, listed=False),
            Column("equality", "Equality", Kind.LONG_TEXT, listed=False),
            Column("opens_on", "First day", Kind.DATE),
            Column("closes_on", "Last day", Kind.DATE),
            Column("why_short", "Why it is short", Kind.TEXT, listed=False),
            Column("decision_on", "Decision", Kind.DATE),
            Column("decided_by", "Decided by", Kind.TEXT, listed=False),
            Column("decision", "Decision to come", Kind.TEXT, listed=False),
            Column("owner_role", "Role that runs it", Kind.TEXT, listed=False),
            Column("builds_on", "Builds on", Kind.REFERENCE, to="consultations", listed=False),
            Column("earlier_findings", "What was said before", Kind.LONG_TEXT, listed=False),
            Column("clash_reason", "Why asked twice at once", Kind.TEXT, listed=False),
            Column(
                "held_before",
                "Held before this register",
                Kind.FLAG,
                listed=False,
                fixed=True,
                help="Yes for one that was held elsewhere and is entered for its findings.",
            ),
            Column("proposed_on", "Proposed", Kind.DATE, editable=False, listed=False),
            Column("reviewed_on", "Reviewed", Kind.DATE, editable=False, listed=False),
            Column("findings", "Findings", Kind.LONG_TEXT, listed=False),
            Column("use_in_decision", "Use in the decision", Kind.LONG_TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "proposed",
            (
                policies.CONSULTATION["open"].transition(
                    "open", act=proposals.open_for_answers, subject=CONSULTATION
                ),
                policies.CONSULTATION["withdraw"].transition(
                    "withdraw", act=proposals.withdraw, subject=CONSULTATION
                ),
            ),
        ),
        published_when=PUBLIC,
        create=proposals.create,
        change=proposals.change,
        search=("reference", "title", "question", "findings"),
        description="Questions put to people before something is decided.",
        empty="No consultation is entered yet. Propose one, or import those held before.",
        **SHARED,
    )
)

GROUPS = register(
    Register(
        name="consultation-people",
        title="Who is consulted on what",
        singular="people of a consultation",
        model=ConsultationGroup,
        key=("consultation", "people"),
        columns=(
            ASKED_BY,
            Column(
                "people",
                "People",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="consulted-people",
                fixed=True,
            ),
        ),
        published_when=OF_PUBLIC,
        description="Whom each consultation asks.",
        empty="No consultation names its people yet.",
        **_part(ConsultationGroup, BEFORE, "people"),
        **SHARED,
    )
)

QUESTIONS = register(
    Register(
        name="consultation-questions",
        title="Questions of consultations",
        singular="question",
        model=Question,
        key=("consultation", "number"),
        columns=(
            ASKED_BY,
            Column("number", "Number", Kind.INTEGER, required=True, fixed=True),
            Column("text", "Question", Kind.TEXT, required=True),
            Column("kind", "Kind of answer", Kind.CHOICE, required=True, facet=True),
            Column(
                "options",
                "Possible answers",
                Kind.LONG_TEXT,
                help="The possible answers, with “;” between.",
            ),
            Column("dimension", "Dimension", Kind.TEXT, listed=False),
            Column("required", "Needs an answer", Kind.FLAG),
        ),
        published_when=OF_PUBLIC,
        description="What each consultation asks.",
        empty="No question is entered yet. Add one, or import a sheet.",
        **_part(Question, UNTIL_LIVE, "questions"),
        **SHARED,
    )
)

THEMES = register(
    Register(
        name="consultation-themes",
        title="You said, we did",
        singular="theme",
        model=Theme,
        key=("consultation", "code"),
        columns=(
            ASKED_BY,
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("said", "You said", Kind.LONG_TEXT, required=True),
            Column("outcome", "What came of it", Kind.CHOICE, facet=True),
            Column("did", "We did", Kind.LONG_TEXT),
        ),
        published_when=OF_REPORTED,
        search=("said", "did"),
        description="What several people said, and what was done about it.",
        empty="No theme is entered yet. Add what people said once a consultation is open.",
        **_part(Theme, UNTIL_FEEDBACK, "themes"),
        **SHARED,
    )
)

POPULATION = register(
    Register(
        name="population-groups",
        title="Population by group",
        singular="group of the population",
        model=PopulationGroup,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("dimension", "Dimension", Kind.TEXT, required=True, facet=True),
            Column("name", "Group", Kind.TEXT, required=True),
            Column("people", "People", Kind.INTEGER, required=True),
            Column("as_at", "As at", Kind.DATE),
            Column("position", "Position", Kind.INTEGER, listed=False),
            SOURCE,
        ),
        published_when=EVERY,
        description="How many people live here by age, area and the like.",
        empty="No group is entered yet. Import a sheet of the census or of estimates.",
        **SHARED,
    )
)

PANEL = register(
    Register(
        name="consultation-panel",
        title="Meetings of the consultation panel",
        singular="meeting of the panel",
        model=PanelMeeting,
        key=("on",),
        columns=(
            Column("on", "Day", Kind.DATE, required=True),
            Column("note", "Note", Kind.LONG_TEXT),
            SOURCE,
        ),
        published_when=EVERY,
        description="When the panel that reviews proposals meets.",
        empty="No meeting is entered yet. Enter the next one; the days after it follow.",
        **SHARED,
    )
)
