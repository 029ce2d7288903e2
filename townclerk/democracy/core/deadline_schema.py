"""The schema of one deadline case, with the unit of every value."""

from typing import Any

from townclerk.kernel.deadlines import Convention, Direction, Pausing, Roll

QUESTIONS = ("due", "clear-days", "days-taken", "working-days", "notice-route")

RULES = (
    "agenda-publication",
    "council-summons",
    "key-decision-notice",
    "private-meeting-notice",
    "private-meeting-second-notice",
    "general-exception-notice",
    "call-in",
    "scrutiny-response",
    "foi-reply",
    "foi-reply-fees-notice",
    "foi-public-interest-extension",
    "foi-internal-review",
    "eir-reply",
    "eir-reply-complex",
    "eir-review",
    "subject-access",
    "subject-access-extended",
    "data-protection-complaint",
    "personal-data-breach",
    "complaint-acknowledgement",
    "complaint-stage-1",
    "complaint-stage-1-extension",
    "complaint-stage-2-acknowledgement",
    "complaint-stage-2",
    "complaint-stage-2-extension",
    "children-complaint-stage-1",
    "children-complaint-stage-1-extended",
    "children-complaint-stage-2",
    "children-complaint-stage-2-extended",
    "children-complaint-panel-request",
    "children-complaint-panel",
    "children-complaint-panel-report",
    "children-complaint-panel-reply",
    "adult-care-complaint-acknowledgement",
    "riddor-report",
    "riddor-over-seven-days",
    "redundancy-consultation-20",
    "redundancy-consultation-100",
    "redundancy-hr1-20",
    "redundancy-hr1-100",
)


def _date(text: str) -> dict[str, Any]:
    return {"type": "string", "format": "date", "description": f"{text} A date, 2026-03-05."}


def _words(text: str, words: Any) -> dict[str, Any]:
    return {"type": "string", "enum": [str(word) for word in words], "description": text}


SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "question": _words(
            "What is asked: the last day (due, the default), the clear days between two dates, the "
            "working days a reply took, the working days in a period, or the route a key decision "
            "must take.",
            QUESTIONS,
        ),
        "rule": {
            "type": "string",
            "description": "The named rule: " + ", ".join(RULES) + ". Or a parameter's full name, "
            "such as one that the case carries.",
        },
        "start": _date("The day the time runs from: receipt, publication, accident."),
        "event": _date("The day of the event that notice is given of: meeting, decision."),
        "moment": {
            "type": "string",
            "description": "For limits in hours: English local time, 2026-03-06T16:30.",
        },
        "end": _date("The other end: reply, meeting, last day of the period."),
        "due": _date("For days taken: the day the reply was due, if it is known."),
        "acted": _date("The day it was done; the answer then says whether it was in time."),
        "decided": _date("For call-in: the day of the decision itself."),
        "call_in_applies": {
            "type": "boolean",
            "description": "For call-in: false when the decision cannot be called in.",
        },
        "number": {
            "type": "integer",
            "minimum": 0,
            "description": "The length, in the unit of the convention; replaces the rule's.",
        },
        "convention": _words("What is counted and which ends count.", Convention),
        "direction": _words("After the start, or before the event.", Direction),
        "calendar": _words(
            "Bank holidays of England, or of any part of the United Kingdom; replaces the rule's.",
            ("england", "uk"),
        ),
        "roll": _words("Where a day that is not a working day moves.", Roll),
        "pausing": _words("What a pause does, where no rule is named.", Pausing),
        "effective_basis": _words(
            "For call-in: the calendar day or the working day after it ends.",
            ("calendar", "working"),
        ),
        "pauses": {
            "type": "array",
            "description": "Stops of the clock.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["first", "last"],
                "properties": {
                    "first": _date("First day of the pause, included."),
                    "last": _date("Last day of the pause, included."),
                },
            },
        },
        "also_closed": {
            "type": "array",
            "description": "Further days left out of notice that the council gives.",
            "items": {"type": "string", "format": "date"},
        },
    },
}
