"""Values somebody printed, beside those worked out. A result is never bent to fit them."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from townclerk.kernel.calculation import Check, Verdict
from townclerk.kernel.explained import to_json
from townclerk.kernel.money import Rounding
from townclerk.kernel.printed import UnreadableNumber, parse_number

_ABSENT = object()


def compare(result: Mapping[str, Any], printed: Mapping[str, Any]) -> tuple[Check, ...]:
    """Each printed value with its verdict.

    A printed value is named by its path in the result ("bands.D", "years.0.gap"), or nested as the
    result is. A number agrees when the computed one, rounded half up to the places printed, is
    the same.
    """
    return tuple(_check(result, path, value) for path, value in _leaves(printed, ""))


def _leaves(printed: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(printed, Mapping):
        for key, value in printed.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(printed, list):
        for place, value in enumerate(printed):
            yield from _leaves(value, f"{path}.{place}")
    else:
        yield path, printed


def _at(result: Any, path: str) -> Any:
    """The value at a path. A key that itself holds dots is tried whole first."""
    if isinstance(result, Mapping):
        if path in result:
            return result[path]
        for key in result:
            if path.startswith(f"{key}."):
                return _at(result[key], path[len(str(key)) + 1 :])
        return _ABSENT
    if isinstance(result, list | tuple):
        head, _, rest = path.partition(".")
        if head.isdecimal() and int(head) < len(result):
            found = result[int(head)]
            return _at(found, rest) if rest else found
    return _ABSENT


def _check(result: Mapping[str, Any], path: str, printed: Any) -> Check:
    computed = _at(result, path)
    if computed is _ABSENT:
        return _underivable(path, printed, None, "The calculation does not work out this value.")
    if computed is None:
        return _underivable(path, printed, None, "The case does not hold what this value needs.")
    if isinstance(computed, Mapping | list | tuple):
        return _underivable(path, printed, None, "This names a group of values, not one value.")
    numbers = _as_numbers(printed, computed)
    if numbers is None:
        agrees = str(printed).strip() == str(computed)
        verdict = Verdict.AGREES if agrees else Verdict.DIFFERS
        difference = "" if agrees else _days_apart(printed, computed)
        return Check(
            name=path, printed=printed, computed=computed, verdict=verdict, difference=difference
        )
    return _check_numbers(path, printed, computed, *numbers)


def _days_apart(printed: Any, computed: Any) -> str:
    """For two dates, how many days the printed one is later; nothing for other text."""
    try:
        days = (date.fromisoformat(str(printed)) - date.fromisoformat(str(computed))).days
    except ValueError:
        return ""
    return f"{days} day" if abs(days) == 1 else f"{days} days"


def _check_numbers(
    path: str, printed: Any, computed: Any, shown: Decimal | None, exact: Fraction
) -> Check:
    if shown is None:
        return _underivable(path, printed, computed, "No value is printed, only a note.")
    places = -int(shown.as_tuple().exponent)
    if Rounding.HALF_UP.decimal(exact, places) == shown:
        rounded = Fraction(shown) != exact
        why = f"The same when rounded {_to_places(places)}." if rounded else ""
        return Check(name=path, printed=printed, computed=computed, verdict=Verdict.AGREES, why=why)
    difference = str(to_json(Fraction(shown) - exact))
    return Check(
        name=path,
        printed=printed,
        computed=computed,
        verdict=Verdict.DIFFERS,
        difference=difference,
        why="Printed less computed.",
    )


def _to_places(places: int) -> str:
    if places > 0:
        return f"to {places} decimal place{'' if places == 1 else 's'}"
    return f"to the nearest {10**-places:,}" if places else "to a whole number"


def _as_numbers(printed: Any, computed: Any) -> tuple[Decimal | None, Fraction] | None:
    """Both as numbers, or None when either is not one."""
    if isinstance(computed, bool) or isinstance(printed, bool):
        return None
    try:
        return parse_number(printed), Fraction(str(computed))
    except (UnreadableNumber, ValueError, TypeError):
        return None


def _underivable(path: str, printed: Any, computed: Any, why: str) -> Check:
    return Check(
        name=path,
        printed=printed,
        computed=computed,
        verdict=Verdict.CANNOT_BE_DERIVED,
        why=why,
    )
