"""The Council's votes on a budget and its amendments, from the register of votes."""

from townclerk.democracy.public import NamedVote, council_vote, council_votes
from townclerk.finance.models import BudgetAmendment, BudgetRound
from townclerk.kernel.years import FinancialYear


def vote_on(record: BudgetRound | BudgetAmendment) -> NamedVote | None:
    """The vote that decided a budget or an amendment, once it is taken up."""
    return None if record.vote is None else council_vote(record.vote)


def open_votes(round_: BudgetRound) -> tuple[NamedVote, ...]:
    """Votes by name of the Council since Cabinet met that decide nothing of a budget yet."""
    used = {
        *BudgetAmendment.objects.exclude(vote=None).values_list("vote", flat=True),
        *BudgetRound.objects.exclude(vote=None).values_list("vote", flat=True),
    }
    found = council_votes(round_.cabinet_on, FinancialYear(round_.year).last)
    return tuple(vote for vote in found if vote.number not in used)
