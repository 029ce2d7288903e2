"""The registers of risks: the matrix and appetite they are held against, and what hangs on them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from townclerk.assurance import policies
from townclerk.assurance.core.scoring import Moved, movement
from townclerk.assurance.models import (
    MatrixBand,
    MatrixStep,
    Risk,
    RiskAction,
    RiskAppetite,
    RiskCategory,
    RiskControl,
    RiskMatrix,
    RiskPaper,
    RiskScore,
)
from townclerk.assurance.operations import offered_risks, risks
from townclerk.assurance.permissions import ANSWERS, ASSURANCE, OWNER, RISKS
from townclerk.platform.registers import SOURCE, Column, Kind, Register, States, Ways, register

SECTION = "Assure"
RETENTION = "financial-7-years"
CODE = Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False)
TITLE = Column("title", "Title", Kind.TEXT, required=True)
OF_PUBLISHED = Q(matrix__state=RiskMatrix.State.PUBLISHED)
COMMON: dict[str, Any] = {
    "area": ASSURANCE,
    "subject": RISKS,
    "editors": ANSWERS,
    "section": SECTION,
    "retention": RETENTION,
}


def unit_column(label: str = "Service", **more: Any) -> Column:
    return Column("unit", label, Kind.REFERENCE, facet=True, **more)


def of_matrix() -> Column:
    return Column("matrix", "Matrix", Kind.REFERENCE, True, facet=True, to="risk-matrices")


def of_risk() -> Column:
    return Column("risk", "Risk", Kind.REFERENCE, True, facet=True, to="risks", fixed=True)


def words(name: str, label: str, **more: Any) -> Column:
    return Column(name, label, Kind.LONG_TEXT, listed=False, **more)


MATRICES = register(
    Register(
        name="risk-matrices",
        title="Risk matrices",
        singular="risk matrix",
        model=RiskMatrix,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column("start", "From", Kind.DATE, required=True),
            unit_column("Kept by", listed=False),
            Column("decision", "Agreed", Kind.TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "draft",
            (
                policies.MATRIX["publish"].transition(
                    "publish", subject=OWNER, act=risks.publish_matrix
                ),
            ),
        ),
        unit_path="unit",
        published_when=Q(state=RiskMatrix.State.PUBLISHED),
        search=("code", "title"),
        description="Versions of the matrix. Publishing one asks for every open risk to be "
        "scored again.",
        empty="No matrix is kept yet. Add one with its steps and bands, then publish it.",
        **COMMON,
    )
)

STEPS = register(
    Register(
        name="risk-matrix-steps",
        title="Steps of likelihood and impact",
        singular="step of a matrix",
        model=MatrixStep,
        key=("matrix", "axis", "number"),
        columns=(
            of_matrix(),
            Column("axis", "Axis", Kind.CHOICE, required=True, facet=True),
            Column("number", "Step", Kind.INTEGER, required=True),
            Column("points", "Points", Kind.INTEGER, required=True),
            Column("label", "Called", Kind.TEXT, required=True),
            Column("guide", "What it means", Kind.TEXT),
            SOURCE,
        ),
        unit_path="matrix__unit",
        published_when=OF_PUBLISHED,
        description="What each step of a matrix is called, means, and counts.",
        empty="No step is kept yet. Add those of a matrix, the least likely first.",
        **COMMON,
    )
)

BANDS = register(
    Register(
        name="risk-matrix-bands",
        title="Bands of scores",
        singular="band of scores",
        model=MatrixBand,
        key=("matrix", "label"),
        columns=(
            of_matrix(),
            Column("label", "Called", Kind.TEXT, required=True),
            Column("lowest", "From a score of", Kind.INTEGER, required=True),
            Column("colour", "Colour", Kind.CHOICE, required=True),
            SOURCE,
        ),
        unit_path="matrix__unit",
        published_when=OF_PUBLISHED,
        description="What a risk is called from which score on.",
        empty="No band is kept yet. Add those of a matrix.",
        **COMMON,
    )
)

CATEGORIES = register(
    Register(
        name="risk-categories",
        title="Risk categories",
        singular="risk category",
        model=RiskCategory,
        key=("code",),
        columns=(CODE, TITLE, unit_column("Kept by", listed=False), SOURCE),
        unit_path="unit",
        published_when=Q(id__isnull=False),
        search=("code", "title"),
        description="Kinds of harm, each with the council's appetite.",
        empty="No category is kept yet. Add one, then the appetite for it.",
        **COMMON,
    )
)

APPETITES = register(
    Register(
        name="risk-appetites",
        title="Risk appetite",
        singular="risk appetite",
        model=RiskAppetite,
        key=("category", "matrix", "start"),
        columns=(
            Column("category", "Category", Kind.REFERENCE, True, facet=True, to="risk-categories"),
            of_matrix(),
            Column("start", "From", Kind.DATE, required=True),
            Column("most", "Up to a score of", Kind.INTEGER, required=True),
            Column("words", "In words", Kind.TEXT),
            Column("decision", "Agreed", Kind.TEXT, listed=False),
            SOURCE,
        ),
        unit_path="category__unit",
        published_when=Q(id__isnull=False),
        description="The highest score the council accepts, by category and from a day.",
        empty="No appetite is kept yet, so no risk is above it. Add one for a category.",
        **COMMON,
    )
)


def _rating(one: Risk | RiskScore) -> str:
    """What its current score is called on its matrix."""
    if one.current is None or one.matrix is None:
        return "Not scored"
    held = [band for band in one.matrix.bands.all() if band.lowest <= one.current]
    return max(held, key=lambda band: band.lowest).label if held else ""


MOVES = {"new": "First scored", "same": "Unchanged", "up": "Up", "down": "Down"}


def _moved(one: RiskScore) -> Moved:
    """Since the scoring before it on the same matrix."""
    seen = sorted(
        (other for other in one.risk.scores.all() if other.on <= one.on), key=lambda other: other.on
    )
    return movement([(str(other.matrix_id), other.current) for other in seen])


def _before(one: RiskScore) -> int | None:
    return _moved(one).before


def _movement(one: RiskScore) -> str:
    return MOVES[_moved(one).said]


OFFERER = ("offered_by",)
RISK_STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "accept": (offered_risks.accept, ""),
    "return": (offered_risks.give_back, ""),
    "moderate": (risks.moderate, ""),
    "approve": (risks.approve, OWNER),
    "review": (risks.review, ""),
    "escalate": (risks.escalate, ""),
    "de-escalate": (risks.de_escalate, OWNER),
    "close": (risks.close, OWNER),
}

RISKS_REGISTER = register(
    Register(
        name="risks",
        title="Risks",
        singular="risk",
        model=Risk,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column("level", "Level", Kind.CHOICE, required=True, facet=True),
            Column("theme", "Theme", Kind.TEXT, facet=True, listed=False),
            unit_column(required=True),
            Column("owner_role", "Owning role", Kind.TEXT, listed=False),
            Column("category", "Category", Kind.REFERENCE, facet=True, to="risk-categories"),
            words("cause", "Cause"),
            words("event", "Event"),
            words("consequence", "Consequence"),
            Column("inherent", "Inherent", Kind.INTEGER, editable=False),
            Column("current", "Current", Kind.INTEGER, editable=False),
            Column("target", "Target", Kind.INTEGER, editable=False),
            Column("matrix", "Matrix", Kind.REFERENCE, editable=False, listed=False),
            Column("rating", "Rating", Kind.TEXT, listed=False, value=_rating),
            Column("rescore", "Rescore needed", Kind.FLAG, facet=True, editable=False),
            Column("objective", "Aim it threatens", Kind.TEXT, listed=False),
            Column("figure", "Linked figure", Kind.TEXT, listed=False),
            Column("figure_scope", "Scope of the figure", Kind.TEXT, listed=False),
            Column("figure_period", "Period of the figure", Kind.TEXT, listed=False),
            Column("figure_as_at", "Day of the figure", Kind.DATE, listed=False),
            Column("raised_on", "Raised", Kind.DATE, listed=False),
            Column("reviewed_on", "Reviewed", Kind.DATE, editable=False, listed=False),
            Column("review_on", "To review", Kind.DATE),
            Column("closed_on", "Closed", Kind.DATE, listed=False),
            Column("raised_from", "Risk of the programme", Kind.TEXT, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "proposed",
            tuple(
                policies.RISK[name].transition(
                    name,
                    act=act,
                    subject=subject,
                    other_than=OFFERER if "offered" in policies.RISK[name].sources else (),
                )
                for name, (act, subject) in RISK_STEPS.items()
            ),
        ),
        unit_path="unit",
        prefetch=("matrix__bands",),
        create=risks.create,
        change=risks.change,
        search=("code", "title", "cause", "event", "consequence"),
        description="What could go wrong, who answers for it, and how it stands.",
        empty="No risk is recorded yet. Propose one, or import a sheet.",
        **COMMON,
    )
)


def _place(name: str, label: str, **more: Any) -> tuple[Column, ...]:
    return (
        Column(f"{name}_likelihood", f"{label} likelihood", Kind.INTEGER, listed=False, **more),
        Column(f"{name}_impact", f"{label} impact", Kind.INTEGER, listed=False, **more),
    )


SCORES = register(
    Register(
        name="risk-scores",
        title="Scores of risks",
        singular="score of a risk",
        model=RiskScore,
        key=("risk", "on"),
        columns=(
            of_risk(),
            Column("on", "Scored", Kind.DATE, required=True, fixed=True),
            Column("matrix", "Matrix", Kind.REFERENCE, facet=True, to="risk-matrices"),
            *_place("inherent", "Inherent", required=True),
            *_place("current", "Current", required=True),
            *_place("target", "Target"),
            Column("inherent", "Inherent", Kind.INTEGER, editable=False),
            Column("current", "Current", Kind.INTEGER, editable=False),
            Column("target", "Target", Kind.INTEGER, editable=False),
            Column("rating", "Rating", Kind.TEXT, listed=False, value=_rating),
            Column("before", "Before", Kind.INTEGER, listed=False, value=_before),
            Column("movement", "Movement", Kind.TEXT, listed=False, value=_movement),
            words("why", "What moved"),
            Column("moderated_on", "Moderated", Kind.DATE, editable=False),
            SOURCE,
        ),
        unit_path="risk__unit",
        prefetch=("matrix__bands", "risk__scores"),
        create=risks.score,
        ways=Ways.ADD | Ways.IMPORT,
        description="Every scoring of every risk; the latest is how a risk stands.",
        empty="No risk is scored yet. Score one on its page, or import a sheet.",
        **COMMON,
    )
)

CONTROLS = register(
    Register(
        name="risk-controls",
        title="Controls",
        singular="control",
        model=RiskControl,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            of_risk(),
            Column("owner_role", "Owning role", Kind.TEXT, listed=False),
            Column("effect", "Effect", Kind.CHOICE, facet=True),
            Column("tested_on", "Tested", Kind.DATE),
            SOURCE,
        ),
        unit_path="risk__unit",
        search=("code", "title"),
        description="What keeps each risk down, and how well it was found to work.",
        empty="No control is recorded yet. Add one to a risk.",
        **COMMON,
    )
)

RISK_ACTIONS = register(
    Register(
        name="risk-actions",
        title="Actions on risks",
        singular="action on a risk",
        model=RiskAction,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            of_risk(),
            Column("owner_role", "Owning role", Kind.TEXT),
            Column("due", "Due", Kind.DATE),
            Column("done_on", "Done", Kind.DATE),
            words("note", "Note"),
            SOURCE,
        ),
        unit_path="risk__unit",
        create=risks.create_action,
        change=risks.change_action,
        search=("code", "title"),
        description="What is still to be done about each risk, by whom and by when.",
        empty="No action is planned yet. Add one to a risk.",
        **COMMON,
    )
)

PAPERS = register(
    Register(
        name="risk-papers",
        title="Papers on risk",
        singular="paper on risk",
        model=RiskPaper,
        key=("on",),
        columns=(
            Column("on", "As at", Kind.DATE, required=True, fixed=True),
            unit_column("Prepared by", listed=False),
            Column("meeting", "Meeting", Kind.TEXT),
            Column("matrix", "Matrix", Kind.REFERENCE, editable=False, to="risk-matrices"),
            Column("risks", "Risks", Kind.INTEGER, editable=False),
            SOURCE,
        ),
        unit_path="unit",
        create=risks.create_paper,
        ways=Ways.ADD | Ways.IMPORT,
        description="When the corporate register went to the audit committee.",
        empty="No paper is kept yet, so movement is told since each risk was scored last.",
        **COMMON,
    )
)
