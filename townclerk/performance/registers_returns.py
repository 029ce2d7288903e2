"""The registers of statutory returns."""

from django.db.models import Q

from townclerk.performance import policies
from townclerk.performance.models import ReturnKind, StatutoryReturn, Submission
from townclerk.performance.operations import CHIEF, PERFORMANCE
from townclerk.performance.operations import returns as operations
from townclerk.performance.registers import SECTION, SIX_YEARS
from townclerk.performance.registers_reviews import CODE
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Ways,
    register,
)

State = StatutoryReturn.State
SENT = Q(state__in=(State.SUBMITTED, State.ACCEPTED, State.RESUBMITTED))

KINDS = register(
    Register(
        name="return-kinds",
        title="Kinds of statutory return",
        singular="kind of return",
        model=ReturnKind,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Return", Kind.TEXT, required=True),
            Column("body", "To", Kind.TEXT, required=True, facet=True),
            Column("legal_basis", "Legal basis", Kind.TEXT, required=True, listed=False),
            Column("frequency", "How often", Kind.TEXT, required=True),
            Column("unit", "Service", Kind.REFERENCE, facet=True),
            Column("owner_role", "Owning role", Kind.TEXT, listed=False),
            Column("use", "Used for", Kind.TEXT, listed=False),
            Column("penalty", "When it is late", Kind.TEXT, listed=False),
            Column("measures", "Figures it holds", Kind.LONG_TEXT, listed=False),
            Column("validator_days", "Days for the check", Kind.INTEGER, listed=False),
            SOURCE,
        ),
        unit_path="unit",
        search=("title", "body", "legal_basis"),
        retention=SIX_YEARS,
        description="Returns that come again: to whom, by which law, what they hold.",
        empty="No kind of return is recorded yet. Add one, then the periods it is due for.",
    )
)

RETURNS = register(
    Register(
        name="statutory-returns",
        title="Statutory returns",
        singular="return",
        model=StatutoryReturn,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("kind", "Return", Kind.REFERENCE, required=True, facet=True, to="return-kinds"),
            Column("period", "Period", Kind.TEXT, required=True, fixed=True),
            Column("due", "Due", Kind.DATE, required=True),
            Column("unit", "Service", Kind.REFERENCE, facet=True),
            Column("preparer", "Prepared by", Kind.TEXT, value=lambda one: one.preparer or ""),
            Column("validator", "Checked by", Kind.TEXT, value=lambda one: one.validator or ""),
            Column("evidence", "Evidence file", Kind.LONG_TEXT, listed=False),
            Column("validated_on", "Validated", Kind.DATE, editable=False, listed=False),
            Column("submitted_on", "Submitted", Kind.DATE, editable=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            State.SCHEDULED,
            (
                policies.RETURN["prepare"].transition(
                    "prepare", act=operations.prepare, other_than=("validator",)
                ),
                policies.RETURN["take-check"].transition(
                    "take-check", act=operations.take_check, other_than=("preparer",)
                ),
                policies.RETURN["validate"].transition(
                    "validate", act=operations.validate, other_than=("preparer",)
                ),
                policies.RETURN["send-back"].transition("send-back", act=operations.send_back),
                policies.RETURN["submit"].transition(
                    "submit",
                    act=operations.submit,
                    subject=policies.FIGURES,
                    other_than=("preparer", "validator"),
                ),
                policies.RETURN["accept"].transition("accept", act=operations.accept),
                policies.RETURN["correct"].transition("correct", act=operations.correct),
            ),
        ),
        unit_path="unit",
        published_when=SENT,
        create=operations.create,
        change=operations.change,
        search=("period", "kind__title"),
        prefetch=("preparer", "validator"),
        retention=SIX_YEARS,
        description="Each return that is due, who prepares and who checks it, and how it stands.",
        empty="No return is in the calendar yet. Add one, or import a sheet.",
    )
)

SUBMISSIONS = register(
    Register(
        name="submissions",
        title="Returns as sent",
        singular="version sent",
        model=Submission,
        area=PERFORMANCE,
        section=SECTION,
        key=("made_of", "number"),
        columns=(
            Column("made_of", "Return", Kind.REFERENCE, facet=True, to="statutory-returns"),
            Column("number", "Version", Kind.INTEGER),
            Column("submitted_on", "Submitted", Kind.DATE),
            Column("signer", "Signed by", Kind.TEXT, value=lambda one: one.signed_by),
            Column("reason", "Why again", Kind.TEXT, listed=False),
            Column("evidence", "Evidence file", Kind.LONG_TEXT, listed=False),
            Column(
                "figures",
                "Figures",
                Kind.LONG_TEXT,
                listed=False,
                value=lambda one: "; ".join(f"{v['label']}: {v['shown']}" for v in one.values),
            ),
            Column("receipt", "Receipt", Kind.TEXT),
            Column("received_on", "Receipt of", Kind.DATE, listed=False),
        ),
        unit_path="made_of__unit",
        ways=Ways.NONE,
        prefetch=("signed_by", "made_of__kind"),
        retention=SIX_YEARS,
        description="Every version that was sent, with its receipt. None is changed.",
        empty="Nothing was sent yet.",
    )
)
