"""The public deadline calculation: each question, from a case to its outcome."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from townclerk.democracy.core.limits import (
    Route,
    days_taken,
    effective_days,
    exceptional_route,
)
from townclerk.kernel.calculation import Outcome, ParameterSource
from townclerk.kernel.calendars import BeyondCalendar, WorkingCalendar
from townclerk.kernel.deadlines import (
    LOCAL,
    CannotCount,
    Convention,
    Direction,
    Pause,
    clear_days,
    count_hours,
)
from townclerk.kernel.explained import Step
from townclerk.kernel.periods import Period
from townclerk.platform.deadlines.core import limits
from townclerk.platform.deadlines.core.limits import BadLimit, Limit

CALENDARS = ("england", "uk")
PACKAGE = "platform"


def run(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    """Answer one deadline case.

    Units: dates, working days, calendar days, months or hours, as the rule counts.
    Source: the provision of the named rule; for a rule given in the case, the case.
    Applies: 2007 to 2028, the years whose bank holidays are held.
    Raises: `BadLimit`, `CannotCount`, `BeyondCalendar`, `NoValue`; each says what to change.
    """
    question = case.get("question", "due")
    return _QUESTIONS[question](case, source)


def _day(case: Mapping[str, Any], *names: str) -> date:
    """The first of the named days that the case gives."""
    for name in names:
        if name in case:
            return date.fromisoformat(case[name])
    raise BadLimit(f"The case gives no {' or '.join(names)}. Add the date.")


def _parameter_name(rule: str) -> str:
    return rule if "/" in rule else f"{PACKAGE}/{rule}"


def _limit(case: Mapping[str, Any], source: ParameterSource, on: date) -> Limit:
    """The named rule with what the case replaces, or the rule the case itself gives."""
    if "rule" not in case:
        if not {"number", "convention"} <= set(case):
            raise BadLimit("The case names no rule. Give a rule, or a number and a convention.")
        return Limit(
            name="", counting=limits.read_counting(case), calendar=case.get("calendar", "england")
        )
    fixed = sorted({"convention", "direction", "roll", "pausing"} & set(case))
    if fixed:
        raise BadLimit(
            f"The rule {case['rule']} lays down its own {', '.join(fixed)}. Leave it out, or leave "
            "out the rule."
        )
    rule = case["rule"]
    limit = limits.read_limit(rule, source.parameter(_parameter_name(rule)).at(on))
    return limit.with_number(case["number"]) if "number" in case else limit


def _own_warnings(case: Mapping[str, Any], limit: Limit) -> tuple[str, ...]:
    found = []
    if "rule" in case and "number" in case:
        found.append(f"The length of {case['number']} is the case's own.")
    if "rule" in case and case.get("calendar", limit.calendar) != limit.calendar:
        found.append(
            f"{case['rule']} is counted by the {limit.calendar} calendar; the case asks for "
            f"{case['calendar']}."
        )
    return tuple(found)


def _due(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    if "moment" in case:
        return _due_in_hours(case, source)
    start = _day(case, "start", "event")
    if case.get("call_in_applies") is False:
        return _no_call_in(case)
    limit = _limit(case, source, start)
    _require_right_end(case, limit)
    pauses = tuple(
        Pause(date.fromisoformat(pause["first"]), date.fromisoformat(pause["last"]))
        for pause in case.get("pauses", ())
    )
    name = case.get("calendar", limit.calendar)
    calendars = {each: _calendar(case, source, limit, each) for each in {*CALENDARS, name}}
    found = limits.last_day(limit=limit, start=start, calendar=calendars[name], pauses=pauses)
    reached = found.step.parts[-2 if found.step.parts[-1].label.startswith("Moved") else -1].value
    result: dict[str, Any] = {
        "due": found.value,
        "weekday": f"{found.value:%A}",
        "reached": reached,
        "next_working_day": _next_working_day(found.value, calendars[name]),
        "counting": str(limit.counting),
        "calendar": name,
        "by_calendar": {
            each: limits.last_day(limit=limit, start=start, calendar=calendar, pauses=pauses).value
            for each, calendar in calendars.items()
        },
    }
    if limit.effective_basis is not None:
        days = effective_days(last_call_in_day=found.value, calendar=calendars[name])
        basis = case.get("effective_basis", limit.effective_basis.value)
        result |= {"effective": days[basis], "effective_by_basis": days}
    if "acted" in case:
        result |= _in_time(case, limit, found.value, calendars[name])
    return Outcome(
        result=result,
        explanation=found.step,
        warnings=_own_warnings(case, limit),
        unconfirmed=found.step.unconfirmed,
    )


def _next_working_day(day: date, calendar: WorkingCalendar) -> date | None:
    """The day itself or the next working day; None past the bank holidays that are held."""
    try:
        return calendar.on_or_after(day)
    except BeyondCalendar:
        return None


def _require_right_end(case: Mapping[str, Any], limit: Limit) -> None:
    """A rule that counts back needs the event; one that counts forward needs the start."""
    wanted = "event" if limit.counting.direction is Direction.BEFORE else "start"
    if wanted not in case:
        raise BadLimit(f"{limit.name or 'The rule'} counts from the {wanted}. Give its date.")


def _calendar(
    case: Mapping[str, Any], source: ParameterSource, limit: Limit, name: str
) -> WorkingCalendar:
    closed = [date.fromisoformat(day) for day in case.get("also_closed", ())]
    return limits.counting_calendar(limit=limit, calendar=source.calendar(name), also_closed=closed)


def _in_time(
    case: Mapping[str, Any], limit: Limit, due: date, calendar: WorkingCalendar
) -> dict[str, Any]:
    acted = _day(case, "acted")
    if limit.counting.convention.counts_working_days:
        late = calendar.working_days_between(due, acted)
    else:
        late = max(0, (acted - due).days)
    return {"in_time": acted <= due, "days_late": late}


def _no_call_in(case: Mapping[str, Any]) -> Outcome:
    """Where call-in does not apply, the decision takes effect on its own day."""
    decided = _day(case, "decided")
    step = Step(
        label="Effective day",
        value=decided,
        unit="date",
        how="Call-in does not apply, so the decision takes effect on the day it is made.",
    )
    return Outcome(result={"effective": decided, "weekday": f"{decided:%A}"}, explanation=step)


def _due_in_hours(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    try:
        moment = datetime.fromisoformat(case["moment"])
    except ValueError:
        raise BadLimit(
            f"{case['moment']} is not a moment. Write it like 2026-03-06T16:30."
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    limit = _limit(case, source, moment.astimezone(LOCAL).date())
    if limit.counting.convention is not Convention.HOURS:
        raise CannotCount(f"{limit.name} is not counted in hours. Give start instead of moment.")
    due = count_hours(limit.counting.number, moment)
    step = Step(
        label=f"Last moment: {limit.name}",
        value=due.isoformat(),
        how=f"{limit.counting.number} elapsed hours after {moment.isoformat()}",
        rule=limit.provision,
        confidence=limit.confidence,
    )
    result = {
        "due": due.date(),
        "due_moment": due.isoformat(timespec="minutes"),
        "weekday": f"{due:%A}",
        "counting": str(limit.counting),
    }
    return Outcome(result=result, explanation=step, unconfirmed=step.unconfirmed)


def _clear_days(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    start, end = _day(case, "start"), _day(case, "end", "event")
    if end < start:
        raise BadLimit(f"The end {end} is before the start {start}. Check both dates.")
    calendar = source.calendar(case.get("calendar", "england"))
    plain, working = clear_days(start, end), calendar.clear_days(start, end)
    step = Step(
        label="Clear days",
        value=plain,
        unit="days",
        how=f"Days strictly between {start} and {end}; neither end is counted",
        parts=(Step(label="Clear working days", value=working, unit="working days"),),
    )
    return Outcome(result={"clear_days": plain, "clear_working_days": working}, explanation=step)


def _days_taken(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    received, answered = _day(case, "start"), _day(case, "end", "acted")
    name = case.get("calendar", "uk")
    due = date.fromisoformat(case["due"]) if "due" in case else None
    if due is None and "rule" in case:
        limit = _limit(case, source, received)
        name = case.get("calendar", limit.calendar)
        due = limits.last_day(limit=limit, start=received, calendar=source.calendar(name)).value
    calendar = source.calendar(name)
    found = days_taken(received=received, answered=answered, due=due, calendar=calendar)
    result: dict[str, Any] = {
        "days_taken": found.taken,
        "days_taken_both_ends": found.both_ends,
        "calendar": name,
    }
    if due is not None:
        result |= {"due": due, "in_time": answered <= due, "days_late": found.late}
    step = Step(
        label="Working days taken",
        value=found.taken,
        unit="working days",
        how=f"Received {received}, which is day 0; answered {answered}; {name} calendar",
    )
    return Outcome(result=result, explanation=step)


def _working_days(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    period = Period.inclusive(_day(case, "start"), _day(case, "end"))
    found = {name: source.calendar(name).working_days_in(period) for name in CALENDARS}
    name = case.get("calendar", "england")
    step = Step(
        label="Working days",
        value=found[name],
        unit="working days",
        how=f"Monday to Friday in {period}, both ends counted, without the bank holidays of the "
        f"{name} calendar",
    )
    return Outcome(result={"working_days": found[name], "by_calendar": found}, explanation=step)


def _notice_route(case: Mapping[str, Any], source: ParameterSource) -> Outcome:
    published, decision = _day(case, "start"), _day(case, "event", "end")
    plain = clear_days(published, decision)
    working = source.calendar("england").clear_days(published, decision)
    deciding = _limit({"rule": "key-decision-notice"}, source, decision)
    route = Route.ORDINARY
    if plain < deciding.counting.number:
        # Only now does it matter that the exception's clear days are read as working days.
        deciding = _limit({"rule": "general-exception-notice"}, source, decision)
        route = exceptional_route(clear_working_days=working, exception=deciding.counting.number)
    step = Step(
        label="Route",
        value=route.value,
        how=f"{plain} clear days and {working} clear working days between {published} and "
        f"{decision}",
        rule=deciding.provision,
        confidence=deciding.confidence,
    )
    return Outcome(
        result={"route": route.value, "clear_days": plain, "clear_working_days": working},
        explanation=step,
        unconfirmed=step.unconfirmed,
    )


_QUESTIONS: dict[str, Callable[[Mapping[str, Any], ParameterSource], Outcome]] = {
    "due": _due,
    "clear-days": _clear_days,
    "days-taken": _days_taken,
    "working-days": _working_days,
    "notice-route": _notice_route,
}
