"""Who agrees a virement by its kind, its size and whether it recurs."""

import pytest

from townclerk.finance.core.virement_rules import Between, Limit, NoRule, kind_of, who_agrees
from townclerk.kernel.money import Money

P = Money.pounds
WITHIN, SERVICES, DIRECTORATES = Between


def limit(between, up_to, approver, **more):
    size = None if up_to is None else P(up_to)
    name = f"{between.value}-{approver}"
    return Limit(code=name, between=between, up_to=size, approver=approver, **more)


RULES = (
    limit(WITHIN, None, "director"),
    limit(WITHIN, 50_000, "holder", one_off_only=True),
    limit(SERVICES, 250_000, "s151"),
    limit(SERVICES, 100_000, "director"),
    limit(DIRECTORATES, 250_000, "cabinet"),
)


@pytest.mark.parametrize(
    ("between", "amount", "recurring", "approver"),
    [
        (WITHIN, 50_000, False, "holder"),
        (WITHIN, "50000.01", False, "director"),
        (WITHIN, 1, True, "director"),
        (SERVICES, 100_000, False, "director"),
        (SERVICES, 100_001, True, "s151"),
        (DIRECTORATES, 1, False, "cabinet"),
    ],
)
def test_the_lowest_limit_that_covers_it_says_who_agrees(between, amount, recurring, approver):
    found = who_agrees(between, P(amount), recurring=recurring, limits=RULES)
    assert found.value.approver == approver
    assert f"under the rule {found.value.code}" in found.step.how


@pytest.mark.parametrize(
    ("between", "limits"), [(DIRECTORATES, RULES), (WITHIN, ()), (SERVICES, RULES[:2])]
)
def test_a_virement_no_rule_covers_is_refused(between, limits):
    with pytest.raises(NoRule, match=r"£250,000\.01"):
        who_agrees(between, P("250000.01"), recurring=False, limits=limits)


@pytest.mark.parametrize(
    ("services", "directorates", "expected"),
    [
        (("care", "care"), ("people", "people"), WITHIN),
        (("care", "homes"), ("people", "people"), SERVICES),
        (("care", "parks"), ("people", "place"), DIRECTORATES),
        (("care", "parks"), (None, None), DIRECTORATES),
        (("care", "parks"), (None, "place"), DIRECTORATES),
    ],
)
def test_how_far_money_moves_follows_the_directorates(services, directorates, expected):
    assert kind_of(*services, *directorates) is expected
