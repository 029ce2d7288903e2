"""The steps of training, appeals and the civic office, as tables."""

from townclerk.democracy.permissions import CLERKS
from townclerk.platform.registers.steps import Move, Moves

CASE_TYPE = "case-type"
"""A role may be held for one kind of appeal alone."""
APPEALS = "appeals"
"""The clearance that opens the cases of education appeals and the panel pool."""

SESSION: Moves = {
    "hold": Move(("planned",), "held", "Record who came", roles=CLERKS),
    "cancel": Move(("planned",), "cancelled", "Cancel", roles=CLERKS),
}
TRAINING: Moves = {
    "attend": Move(("due", "barred"), "attended", "Record attendance", roles=CLERKS),
    "evidence": Move(("attended",), "evidenced", "Record the evidence", roles=CLERKS),
    "bar": Move(("due",), "barred", "Bar from sitting", roles=CLERKS),
}
DEVELOPMENT: Moves = {"meet": Move(("open",), "met", "Record that it is met", roles=CLERKS)}

APPEAL: Moves = {
    "list": Move(("lodged", "listed"), "listed", "List for a day", roles=CLERKS),
    "hear": Move(("listed",), "heard", "Record the hearing", roles=CLERKS),
    "decide": Move(("heard",), "decided", "Record the decision", roles=CLERKS),
    "notify": Move(("decided",), "notified", "Record the letter", roles=CLERKS),
    "challenge": Move(("notified",), "challenged", "Record a challenge", roles=CLERKS),
    "withdraw": Move(("lodged", "listed"), "withdrawn", "Withdraw", roles=CLERKS),
}
DAY: Moves = {
    "hold": Move(("planned",), "held", "Record that it was held", roles=CLERKS),
    "cancel": Move(("planned",), "cancelled", "Cancel", roles=CLERKS),
}
CHARGE: Moves = {
    "invoice": Move(("draft",), "invoiced", "Record the invoice", roles=CLERKS),
    "pay": Move(("invoiced",), "paid", "Record payment", roles=CLERKS),
}

ENGAGEMENT: Moves = {
    "accept": Move(("invited",), "accepted", "Accept", roles=CLERKS),
    "decline": Move(("invited", "accepted"), "declined", "Decline", roles=CLERKS),
    "brief": Move(("accepted", "briefed"), "briefed", "Brief", roles=CLERKS),
    "hold": Move(("accepted", "briefed"), "held", "Record that it was held", roles=CLERKS),
    "review": Move(("held",), "reviewed", "Review", roles=CLERKS),
}
HONOUR: Moves = {
    "agree": Move(("proposed",), "agreed", "Record that Council agreed", roles=CLERKS),
    "confer": Move(("agreed",), "conferred", "Record that it was conferred", roles=CLERKS),
    "decline": Move(("proposed", "agreed"), "declined", "Close without", roles=CLERKS),
}
LESSON: Moves = {"apply": Move(("open",), "applied", "Record that it is taken up", roles=CLERKS)}
