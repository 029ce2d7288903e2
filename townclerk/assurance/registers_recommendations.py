"""The register of recommendations, whoever made them."""

from collections.abc import Callable
from typing import Any

from townclerk.assurance import policies
from townclerk.assurance.models import Recommendation
from townclerk.assurance.operations import recommendations as operations
from townclerk.assurance.permissions import ANSWERS, ASSURANCE, CLOSING
from townclerk.assurance.registers_risks import CODE, RETENTION, SECTION, TITLE, unit_column, words
from townclerk.platform.registers import SOURCE, Column, Kind, Register, States, register

STEPS: dict[str, tuple[Callable[..., Any], str]] = {
    "accept": (operations.accept, ""),
    "report": (operations.report, ""),
    "verify": (operations.verify, CLOSING),
    "reopen": (operations.reopen, CLOSING),
    "supersede": (operations.supersede, CLOSING),
}

RECOMMENDATIONS = register(
    Register(
        name="recommendations",
        title="Recommendations",
        singular="recommendation",
        model=Recommendation,
        area=ASSURANCE,
        editors=ANSWERS,
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            words("text", "In full"),
            Column("origin", "From", Kind.CHOICE, required=True, facet=True),
            Column("engagement", "Audit", Kind.REFERENCE, to="audit-engagements", listed=False),
            Column("priority", "Priority", Kind.CHOICE, facet=True),
            unit_column(),
            Column("owner_role", "Owning role", Kind.TEXT),
            Column("raised_on", "Raised", Kind.DATE, required=True, listed=False),
            words("response", "Management response"),
            Column("due", "Due", Kind.DATE),
            Column("first_due", "First due", Kind.DATE, editable=False, listed=False),
            Column("revised", "Times put off", Kind.INTEGER, editable=False),
            Column("part_done", "Done in part", Kind.FLAG, listed=False),
            words("evidence", "Evidence"),
            Column("reported_on", "Reported done", Kind.DATE, listed=False),
            words("verification", "What its originator saw", editable=False),
            Column("verified_on", "Verified", Kind.DATE, listed=False),
            Column("reopened", "Times reopened", Kind.INTEGER, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            "raised",
            tuple(
                policies.RECOMMENDATION[name].transition(name, act=act, subject=subject)
                for name, (act, subject) in STEPS.items()
            ),
        ),
        unit_path="unit",
        create=operations.create,
        change=operations.change,
        search=("code", "title", "text"),
        retention=RETENTION,
        description="What auditors, regulators and peers asked for, until they agree it is done.",
        empty="No recommendation is recorded yet. Add one, or import a sheet.",
    )
)
