"""The registers of partnership boards and of strategies."""

from django.db.models import Q

from townclerk.performance import policies
from townclerk.performance.core.partnerships import strategy_standing
from townclerk.performance.models import (
    BoardMeeting,
    BoardMember,
    BoardReview,
    PartnershipBoard,
    Strategy,
    StrategyAction,
)
from townclerk.performance.operations import CHIEF, PERFORMANCE
from townclerk.performance.operations import partnerships as operations
from townclerk.performance.registers import PERMANENT, SECTION, SIX_YEARS
from townclerk.performance.registers_reviews import CODE
from townclerk.platform import clock
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    register,
)

BOARD = Column(
    "board", "Board", Kind.REFERENCE, required=True, facet=True, to="partnership-boards", fixed=True
)
STANDINGS = {
    "drafting": "Being drafted",
    "consulting": "In consultation",
    "adopted": "In force",
    "review-due": "Review due",
    "expired": "Expired",
    "replaced": "Replaced",
}
OPEN_STRATEGIES = Q(state=Strategy.State.ADOPTED)


def standing(one: Strategy) -> str:
    return STANDINGS[strategy_standing(one.state, one.end, one.review_on, clock.today())]


BOARDS = register(
    Register(
        name="partnership-boards",
        title="Partnership boards",
        singular="board",
        model=PartnershipBoard,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Board", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column(
                "theme",
                "Purpose in a word",
                Kind.TEXT,
                facet=True,
                help="Boards with the same word are held against each other.",
            ),
            Column("purpose", "Purpose", Kind.LONG_TEXT, listed=False),
            Column("chair", "Chair, by role", Kind.TEXT, listed=False),
            Column("agreement", "Agreement", Kind.TEXT, listed=False),
            Column("agreed_on", "Agreed", Kind.DATE, listed=False),
            Column("review_on", "Next review", Kind.DATE),
            Column("reviewed_on", "Last reviewed", Kind.DATE, editable=False, listed=False),
            Column("meetings_a_year", "Meetings a year", Kind.INTEGER, listed=False),
            Column("cost", "Cost a year", Kind.MONEY, unit="£", listed=False),
            Column("unit", "Service", Kind.REFERENCE, facet=True, listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, listed=False),
            Column("started_on", "Since", Kind.DATE, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            PartnershipBoard.State.ACTIVE,
            (
                policies.BOARD["reviewed"].transition("reviewed", act=operations.board_reviewed),
                policies.BOARD["end"].transition("end", act=operations.end_board),
            ),
        ),
        unit_path="unit",
        published_when=Q(state=PartnershipBoard.State.ACTIVE),
        search=("title", "purpose"),
        retention=PERMANENT,
        description="Boards the council shares with others, and its roles in the city region.",
        empty="No board is recorded yet. Add one, or import a sheet.",
    )
)

MEMBERS = register(
    Register(
        name="board-members",
        title="Members of boards",
        singular="seat",
        model=BoardMember,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("board", "member"),
        columns=(
            BOARD,
            Column(
                "member",
                "Body or role",
                Kind.TEXT,
                required=True,
                fixed=True,
                help="Never a person's name.",
            ),
            Column("part", "Part", Kind.TEXT),
            Column("start", "From", Kind.DATE),
            Column("end", "Until", Kind.DATE, help="The first day they sit no longer."),
            SOURCE,
        ),
        search=("member",),
        retention=SIX_YEARS,
        description="Who sits on each board, by the body or role.",
        empty="No seat is recorded yet.",
    )
)

MEETINGS = register(
    Register(
        name="board-meetings",
        title="Meetings of boards",
        singular="meeting of a board",
        model=BoardMeeting,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("board", "on"),
        columns=(
            BOARD,
            Column("on", "Met", Kind.DATE, required=True, fixed=True),
            Column("decided", "Decided", Kind.LONG_TEXT),
            SOURCE,
        ),
        retention=SIX_YEARS,
        description="When each board met and what it decided.",
        empty="No meeting of a board is recorded yet.",
    )
)

REVIEWS = register(
    Register(
        name="board-reviews",
        title="Reviews of boards alike",
        singular="review of two boards",
        model=BoardReview,
        area=PERFORMANCE,
        editors=(CHIEF,),
        only=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            BOARD,
            Column(
                "other",
                "And",
                Kind.REFERENCE,
                required=True,
                to="partnership-boards",
                fixed=True,
            ),
            Column("outcome", "Outcome", Kind.CHOICE, required=True, facet=True),
            Column("reason", "Why", Kind.LONG_TEXT, required=True, listed=False),
            Column("decided_on", "Decided", Kind.DATE, required=True),
            SOURCE,
        ),
        create=operations.create_board_review,
        retention=SIX_YEARS,
        description="What was decided of two boards with the same purpose and members.",
        empty="No two boards were reviewed yet.",
    )
)

STRATEGIES = register(
    Register(
        name="strategies",
        title="Strategies",
        singular="strategy",
        model=Strategy,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("title", "Strategy", Kind.TEXT, required=True),
            Column("unit", "Service", Kind.REFERENCE, facet=True),
            Column("owner_role", "Owning role", Kind.TEXT, required=True),
            Column("start", "From", Kind.DATE, listed=False),
            Column("end", "To", Kind.DATE),
            Column("consulted_first", "Consulted from", Kind.DATE, listed=False),
            Column("consulted_last", "Consulted to", Kind.DATE, listed=False),
            Column("decision", "Adopted by", Kind.TEXT, listed=False),
            Column("adopted_on", "Adopted", Kind.DATE, listed=False),
            Column("review_on", "Review", Kind.DATE),
            Column("board", "Board", Kind.REFERENCE, to="partnership-boards", listed=False),
            Column("aim", "Serves", Kind.REFERENCE, to="aims", listed=False),
            Column("replaced_by", "Replaced by", Kind.REFERENCE, to="strategies", listed=False),
            Column("standing", "Today", Kind.TEXT, value=standing),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            Strategy.State.DRAFTING,
            tuple(
                policies.STRATEGY[name].transition(name, act=act)
                for name, act in {
                    "consult": operations.consult,
                    "adopt": operations.adopt,
                    "redraft": operations.redraft,
                    "replace": operations.replace,
                }.items()
            ),
        ),
        unit_path="unit",
        published_when=OPEN_STRATEGIES,
        create=operations.create_strategy,
        change=operations.change_strategy,
        search=("title",),
        retention=PERMANENT,
        description="Strategies with their owner, their dates and how they were adopted.",
        empty="No strategy is recorded yet. Add one, or import a sheet.",
    )
)

STRATEGY_ACTIONS = register(
    Register(
        name="strategy-actions",
        title="Actions of strategies",
        singular="action of a strategy",
        model=StrategyAction,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column(
                "strategy", "Strategy", Kind.REFERENCE, required=True, facet=True, to="strategies"
            ),
            Column("title", "Action", Kind.TEXT, required=True),
            Column("owner_role", "Owning role", Kind.TEXT, required=True),
            Column("due", "Due", Kind.DATE),
            Column("done_on", "Done", Kind.DATE),
            SOURCE,
        ),
        unit_path="strategy__unit",
        search=("title",),
        retention=SIX_YEARS,
        description="What each strategy asks to be done.",
        empty="No action of a strategy is recorded yet.",
    )
)
