"""The register of forward plans published."""

from townclerk.democracy.models import PublishedPlan
from townclerk.democracy.operations import published_plans
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.registers import EVERY, RETENTION, SECTION
from townclerk.platform.registers import Column, Kind, Register, Ways, register

PUBLISHED_PLANS = register(
    Register(
        name="published-plans",
        title="Forward plans published",
        singular="published forward plan",
        model=PublishedPlan,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            Column("reference", "Reference", Kind.TEXT, editable=False),
            Column("published_on", "Published", Kind.DATE, editable=False),
            Column("copies", "Where documents can be had", Kind.LONG_TEXT, required=True),
            Column("remark", "Remark", Kind.LONG_TEXT),
        ),
        published_when=EVERY,
        create=published_plans.publish_plan,
        ways=Ways.ADD,
        retention=RETENTION,
        description="The forward plan as it went out, each to be made again as it stood.",
        empty="No forward plan has been published yet. Publish one from the page of the plan.",
    )
)
