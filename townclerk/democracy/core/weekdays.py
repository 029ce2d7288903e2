"""Whether a day of the week belongs to a date."""

from datetime import date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_problem(day: date, said: str) -> str:
    """What is wrong with the day of the week somebody gave with a date; empty when nothing is.

    Units: a date of the Gregorian calendar. Source: the calendar. Applies: always.
    Rounding: none. Raises: nothing; what is no day of the week is said to be none.

    >>> weekday_problem(date(2021, 12, 16), "Friday")
    '16 December 2021 is a Thursday, not a Friday.'
    >>> weekday_problem(date(2021, 12, 16), "thu")
    ''
    """
    given = said.strip().rstrip(".").capitalize()
    if not given:
        return ""
    named = [name for name in DAYS if name == given or (len(given) >= 3 and name[:3] == given[:3])]
    if not named or not named[0].startswith(given):
        return f"“{said.strip()}” is no day of the week."
    right = DAYS[day.weekday()]
    if named[0] == right:
        return ""
    return f"{day.day} {day:%B %Y} is a {right}, not a {named[0]}."
