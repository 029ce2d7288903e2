"""The registers of service plans and of their templates."""

from townclerk.performance import policies
from townclerk.performance.models import (
    PlanTemplate,
    ServicePlan,
    ServicePlanAim,
    ServicePlanText,
    TemplatePart,
)
from townclerk.performance.operations import CHIEF, PERFORMANCE
from townclerk.performance.operations import service_plans as operations
from townclerk.performance.registers import PERMANENT, SECTION, SIX_YEARS
from townclerk.performance.registers_reviews import CODE
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    register,
)

TEMPLATE = Column(
    "template",
    "Template",
    Kind.REFERENCE,
    required=True,
    facet=True,
    to="service-plan-templates",
    fixed=True,
)
PLAN = Column(
    "plan",
    "Service plan",
    Kind.REFERENCE,
    required=True,
    facet=True,
    to="service-plans",
    fixed=True,
)

TEMPLATES = register(
    Register(
        name="service-plan-templates",
        title="Templates of service plans",
        singular="template",
        model=PlanTemplate,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Template", Kind.TEXT, required=True),
            Column("year", "For", Kind.YEAR, required=True, facet=True),
            Column("guidance", "Guidance", Kind.LONG_TEXT, listed=False),
            Column("due", "Due", Kind.DATE, required=True),
            Column("review_due", "Mid-year review", Kind.DATE),
            SOURCE,
        ),
        search=("title", "guidance"),
        retention=PERMANENT,
        description="What a service plan of each year has to say, and by when.",
        empty="No template is recorded yet. Add one for the year, then its parts.",
    )
)

PARTS = register(
    Register(
        name="service-plan-parts",
        title="Parts of templates",
        singular="part of a template",
        model=TemplatePart,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            TEMPLATE,
            Column("position", "Place", Kind.INTEGER),
            Column("title", "Part", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column(
                "register",
                "Register",
                Kind.TEXT,
                help="For records: the name of the register, as its address has it.",
            ),
            Column("required", "Required", Kind.FLAG),
            Column("guidance", "Guidance", Kind.LONG_TEXT, listed=False),
            SOURCE,
        ),
        create=operations.create_part,
        change=operations.change_part,
        search=("title", "guidance"),
        retention=PERMANENT,
        description="Words to be written, and records that are read as they stand.",
        empty="No part is recorded yet.",
    )
)

PLANS = register(
    Register(
        name="service-plans",
        title="Service plans",
        singular="service plan",
        model=ServicePlan,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Service plan", Kind.TEXT, required=True),
            TEMPLATE,
            Column("unit", "Service", Kind.REFERENCE, required=True, facet=True, fixed=True),
            Column("submitted_on", "Sent", Kind.DATE, editable=False),
            Column("checked_on", "Checked", Kind.DATE, editable=False),
            Column("agreed_on", "Agreed", Kind.DATE, editable=False),
            Column(
                "returned_why", "Returned because", Kind.LONG_TEXT, editable=False, listed=False
            ),
            Column("mid_year", "Mid-year review", Kind.LONG_TEXT, listed=False),
            Column("year_end", "Year end", Kind.LONG_TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            ServicePlan.State.DRAFT,
            tuple(
                policies.SERVICE_PLAN[name].transition(name, act=act)
                for name, act in {
                    "submit": operations.submit,
                    "check": operations.check_quality,
                    "return": operations.give_back,
                    "agree": operations.agree,
                    "review": operations.review,
                    "close": operations.close,
                }.items()
            ),
        ),
        unit_path="unit",
        create=operations.create,
        change=operations.change,
        search=("title",),
        retention=SIX_YEARS,
        description="What each service plans for a year, and how it stands.",
        empty="No service plan is begun yet. Add one for a service under the year's template.",
    )
)

TEXTS = register(
    Register(
        name="service-plan-texts",
        title="Texts of service plans",
        singular="text of a service plan",
        model=ServicePlanText,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("plan", "part"),
        columns=(
            PLAN,
            Column(
                "part",
                "Part",
                Kind.REFERENCE,
                required=True,
                to="service-plan-parts",
                fixed=True,
            ),
            Column("text", "Text", Kind.LONG_TEXT),
            Column("kept_on", "Records of", Kind.DATE, editable=False, listed=False),
            SOURCE,
        ),
        unit_path="plan__unit",
        create=operations.create_text,
        change=operations.change_written,
        search=("text",),
        retention=SIX_YEARS,
        description="What each plan says in each part.",
        empty="Nothing is written yet.",
    )
)

LINKS = register(
    Register(
        name="service-plan-aims",
        title="Aims that service plans serve",
        singular="link to an aim",
        model=ServicePlanAim,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("plan", "aim"),
        columns=(
            PLAN,
            Column("aim", "Aim", Kind.REFERENCE, required=True, facet=True, to="aims", fixed=True),
            Column("how", "What the service does for it", Kind.TEXT, required=True),
            SOURCE,
        ),
        unit_path="plan__unit",
        create=operations.create_link,
        change=operations.change_written,
        search=("how",),
        retention=SIX_YEARS,
        description="Which priorities of the corporate plan each service plan serves, and how.",
        empty="No plan is linked to an aim yet.",
    )
)
