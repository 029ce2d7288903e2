"""Whatever is handed in, the answer is a result or words; never a trace."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from townclerk.calc.runner import run_case
from townclerk.kernel.calculation import Calculation
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.parameters import source

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=6),
    st.decimals(allow_nan=False, allow_infinity=False, places=3),
    st.sampled_from(["1,000", "(5)", "[c]", "–", "12,34", "2026-01-01", Decimal("1E+40")]),
)
keys = st.sampled_from(["lines", "amount", "rate", "parts", "total", "share", "rows.0.a", "", "."])
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
lines = st.lists(st.fixed_dictionaries({"amount": scalars}, optional={"rate": scalars}), max_size=3)
cases = anything | st.fixed_dictionaries(
    {"lines": lines | anything, "parts": scalars},
    optional={
        "printed": anything,
        "parameters": st.dictionaries(
            st.sampled_from(["platform/foi-reply", "x", ""]), anything, max_size=2
        )
        | anything,
        "shares": anything,
    },
)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases)
def test_it_answers_or_says_what_is_wrong_with_anything(sharing: Calculation, case: Any) -> None:
    # Any other error than our own fails the test.
    with suppress(TownclerkError):
        assert run_case(sharing, case, source()).to_json(explain=True)["result"]
