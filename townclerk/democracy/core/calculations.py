"""The public calculations of this area."""

from townclerk.democracy.core import balance_cases, deadline_cases
from townclerk.democracy.core.deadline_schema import RULES, SCHEMA
from townclerk.democracy.core.political_balance import SECTION_15
from townclerk.kernel.calculation import Calculation
from townclerk.kernel.provision import Provision

DEADLINE = Calculation(
    name="deadline",
    title="Deadlines in working days, clear days, days, months and hours",
    description=(
        "The last day to act, forward from a start or back from an event, by a named rule or by "
        "a counting given in the case; and the clear days, working days and days taken between "
        "two dates. Bank holidays of England, or of any part of the United Kingdom where the law "
        "says so, from 2007 to 2028. A date outside those years is refused."
    ),
    schema=SCHEMA,
    run=deadline_cases.run,
    example={"rule": "agenda-publication", "event": "2026-03-05", "printed": {"due": "2026-02-25"}},
    sources=(
        Provision("Banking and Financial Dealings Act 1971", "section 1 and Schedule 1"),
        Provision("Freedom of Information Act 2000", "section 10"),
        Provision(
            "Local Authorities (Executive Arrangements) (Meetings and Access to Information) "
            "(England) Regulations 2012 (SI 2012/2089)",
            "regulations 5 to 11",
        ),
        Provision("UK General Data Protection Regulation", "articles 12(3), 12A and 33"),
    ),
    parameters=tuple(f"platform/{rule}" for rule in RULES),
)

POLITICAL_BALANCE = Calculation(
    name="political-balance",
    title="Seats on a committee by political balance",
    description=(
        "The seats each political group is proposed on a committee, or on several taken one by "
        "one, with the arithmetic: whole seats, then the largest remainders; the majority keeps "
        "its majority and not all the seats go to one group. A tie for the last seat is named."
    ),
    schema=balance_cases.SCHEMA,
    run=balance_cases.run,
    example={
        "groups": {"Red": 51, "Orange": 9, "Blue": 5, "Green": 1},
        "size": 11,
        "printed": {"seats.Red": 9},
    },
    sources=(SECTION_15,),
)

CALCULATIONS = (DEADLINE, POLITICAL_BALANCE)
