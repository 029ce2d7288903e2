"""The registers of intelligence: sources, dashboards, requests, authorisations, matching."""

from typing import Any

from django.db.models import Q

from townclerk.performance import policies
from townclerk.performance.models import (
    Authorisation,
    Dashboard,
    DataMatching,
    DataSource,
    Drill,
    IntelligenceRequest,
)
from townclerk.performance.operations import CHIEF, PERFORMANCE
from townclerk.performance.operations import requests as operations
from townclerk.performance.queries.requests import is_stale
from townclerk.performance.registers import PERMANENT, SECTION, SIX_YEARS
from townclerk.performance.registers_reviews import CODE
from townclerk.platform import clock
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Ways,
    register,
)


def _dashboard(**more: Any) -> Column:
    return Column("dashboard", "Dashboard", Kind.REFERENCE, facet=True, to="dashboards", **more)


SOURCES = register(
    Register(
        name="data-sources",
        title="Data sources",
        singular="data source",
        model=DataSource,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Source", Kind.TEXT, required=True),
            Column("system", "System", Kind.TEXT),
            Column("owner_role", "Owning role", Kind.TEXT, required=True, facet=True),
            Column("unit", "Service", Kind.REFERENCE, facet=True, listed=False),
            Column("refresh_days", "Refreshed every, days", Kind.INTEGER, listed=False),
            Column("refreshed_on", "Refreshed", Kind.DATE),
            Column("quality", "Quality", Kind.CHOICE, facet=True),
            Column("stale", "Overdue", Kind.FLAG, value=lambda one: is_stale(one, clock.today())),
            SOURCE,
        ),
        unit_path="unit",
        search=("title", "system"),
        retention=SIX_YEARS,
        description="Where data come from, whose they are, how fresh and how good.",
        empty="No source is recorded yet.",
    )
)

DASHBOARDS = register(
    Register(
        name="dashboards",
        title="Dashboards and profiles",
        singular="dashboard",
        model=Dashboard,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Dashboard", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("audience", "For", Kind.TEXT, required=True),
            Column("level", "Access", Kind.CHOICE, required=True, facet=True),
            Column("data", "Data", Kind.REFERENCE, to="data-sources", listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, required=True, listed=False),
            Column("unit", "Service", Kind.REFERENCE, facet=True, listed=False),
            Column("address", "Where it is", Kind.TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        unit_path="unit",
        published_when=Q(level=Dashboard.Level.OPEN, state=Dashboard.State.IN_USE),
        search=("title", "audience"),
        retention=SIX_YEARS,
        description="What is there to look at, for whom, and how deep it goes.",
        empty="No dashboard is recorded yet.",
    )
)

REQUESTS = register(
    Register(
        name="intelligence-requests",
        title="Requests for intelligence",
        singular="request",
        model=IntelligenceRequest,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Request", Kind.TEXT, required=True),
            Column("purpose", "Purpose", Kind.LONG_TEXT, required=True, listed=False),
            Column("priority", "Priority", Kind.CHOICE, facet=True),
            Column("effort", "Effort, days", Kind.NUMBER),
            Column("unit", "Service", Kind.REFERENCE, facet=True, listed=False),
            Column("asked_by", "Asked by", Kind.TEXT, listed=False),
            Column("logged_on", "Logged", Kind.DATE, required=True, fixed=True),
            Column("wanted_by", "Wanted by", Kind.DATE),
            Column(
                "like",
                "Asked before",
                Kind.REFERENCE,
                to="intelligence-requests",
                editable=False,
            ),
            Column("data", "Data", Kind.REFERENCE, to="data-sources", listed=False),
            Column("authorised", "Let by the data's owner", Kind.TEXT, listed=False),
            Column("report", "Answered by", Kind.REFERENCE, to="dashboards"),
            Column("delivered_on", "Delivered", Kind.DATE, editable=False, listed=False),
            Column("rating", "Rating", Kind.INTEGER, listed=False, help="From 1 to 5."),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            IntelligenceRequest.State.LOGGED,
            tuple(
                policies.REQUEST[name].transition(name, act=act)
                for name, act in {
                    "scope": operations.scope,
                    "accept": operations.accept,
                    "deliver": operations.deliver,
                    "rate": operations.rate,
                    "use-existing": operations.use_existing,
                    "decline": operations.decline,
                }.items()
            ),
        ),
        unit_path="unit",
        create=operations.log,
        search=("title", "purpose"),
        retention=SIX_YEARS,
        description="What the intelligence team is asked for, and what was asked before.",
        empty="Nothing is asked for yet. Log a request.",
    )
)

AUTHORISATIONS = register(
    Register(
        name="drill-authorisations",
        title="Who may go down to clients",
        singular="authorisation",
        model=Authorisation,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            _dashboard(required=True, fixed=True),
            Column("role", "Role", Kind.TEXT, required=True, fixed=True, facet=True),
            Column("unit", "Only for", Kind.REFERENCE, fixed=True),
            Column("start", "From", Kind.DATE, required=True, fixed=True),
            Column("end", "To", Kind.DATE, required=True),
            Column("reason", "Why", Kind.TEXT, required=True),
            SOURCE,
        ),
        create=operations.authorise,
        ways=Ways.ADD | Ways.IMPORT,
        retention=PERMANENT,
        description="Which role may go down to clients on which dashboard, and until when.",
        empty="Nobody may go down to clients.",
    )
)

DRILLS = register(
    Register(
        name="drills",
        title="Asked to go down to clients",
        singular="attempt",
        model=Drill,
        area=PERFORMANCE,
        section=SECTION,
        key=("dashboard", "asked_at"),
        columns=(
            _dashboard(),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("who", "Asked by", Kind.TEXT, value=lambda one: one.asked_by),
            Column("when", "On", Kind.DATE, value=lambda one: one.asked_at.date()),
            Column("purpose", "For", Kind.TEXT),
            Column("allowed", "Let", Kind.FLAG, facet=True),
            Column("why", "Why", Kind.TEXT),
        ),
        ways=Ways.NONE,
        prefetch=("asked_by",),
        retention=SIX_YEARS,
        description="Every attempt to go down to clients or to take data out, let or not.",
        empty="Nobody has asked yet.",
    )
)

MATCHINGS = register(
    Register(
        name="data-matchings",
        title="Matching of data",
        singular="matching of data",
        model=DataMatching,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Matching", Kind.TEXT, required=True),
            Column("one", "Of", Kind.REFERENCE, required=True, to="data-sources"),
            Column("other", "With", Kind.REFERENCE, required=True, to="data-sources"),
            Column("purpose", "Purpose", Kind.LONG_TEXT, required=True, listed=False),
            Column("basis", "Lawful basis", Kind.TEXT, required=True, listed=False),
            Column("until", "Kept until", Kind.DATE, required=True),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            DataMatching.State.PROPOSED,
            (
                policies.MATCHING["approve"].transition("approve", act=operations.approve_matching),
                policies.MATCHING["refuse"].transition("refuse", act=operations.refuse_matching),
            ),
        ),
        create=operations.propose_matching,
        search=("title", "purpose"),
        retention=SIX_YEARS,
        description="Data of two sources brought together, on which ground and until when.",
        empty="No matching of data is proposed yet.",
    )
)
