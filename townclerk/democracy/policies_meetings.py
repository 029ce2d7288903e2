"""The states of questions, petitions, private notices and amendments of the constitution."""

from townclerk.democracy.permissions import CLERKS, JUDGES
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers.steps import Move, Moves

QUESTION: Moves = {
    "accept": Move(("received",), "accepted", "Accept", roles=CLERKS),
    "refuse": Move(("received",), "refused", "Refuse", roles=CLERKS),
    "answer": Move(("accepted",), "answered", "Record the answer", roles=CLERKS),
    "withdraw": Move(("received", "accepted"), "withdrawn", "Withdraw", roles=CLERKS),
}

PETITION: Moves = {
    "answer": Move(("received",), "answered", "Record the response", roles=CLERKS),
    "close": Move(("answered",), "closed", "Close", roles=CLERKS),
    "refuse": Move(("received",), "refused", "Refuse", roles=CLERKS),
}

MOTION: Moves = {
    "move": Move(("given",), "moved", "Record that it is moved", roles=CLERKS),
    "decide": Move(("moved",), "", "Record the vote", roles=CLERKS),
    "withdraw": Move(("given", "moved"), "withdrawn", "Withdraw", roles=CLERKS),
}

PRIVATE_NOTICE: Moves = {
    "first": Move(("draft",), "first", "Publish the first notice", Verb.PUBLISH, CLERKS),
    "second": Move(("first",), "second", "Publish the second notice", Verb.PUBLISH, CLERKS),
    "agree": Move(("draft", "first"), "agreed", "Record that it was agreed", roles=CLERKS),
    "withdraw": Move(
        ("draft", "first", "second"), "withdrawn", "Meet in public instead", roles=CLERKS
    ),
}

AMENDMENT: Moves = {
    "approve-text": Move(("proposed", "committee"), "", "Approve the words", roles=JUDGES),
    "committee": Move(("proposed",), "committee", "Record what the committee agreed", roles=CLERKS),
    "council": Move(("committee",), "council", "Record what Council agreed", roles=CLERKS),
    "in-force": Move(("council",), "in-force", "Bring into force", roles=CLERKS),
    "reject": Move(("proposed", "committee"), "rejected", "Reject", roles=CLERKS),
}
