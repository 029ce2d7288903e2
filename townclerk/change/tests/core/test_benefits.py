"""How far a benefit came, whichever way it is to go."""

from decimal import Decimal

import pytest

from townclerk.change.core.benefits import NowhereToGo, came


@pytest.mark.parametrize(
    ("baseline", "target", "result", "said"),
    [
        (40, 20, None, "Not measured yet"),
        (40, 20, 45, "Nothing yet"),
        (40, 20, 20, "Met"),
        (10, 30, 29, "95% of the way"),
        (10, 30, "29.999", "99% of the way"),
        (10, 30, 31, "Met"),
    ],
)
def test_it_goes_up_or_down(baseline, target, result, said):
    given = None if result is None else Decimal(result)
    assert came(baseline=Decimal(baseline), target=Decimal(target), result=given).said == said


def test_it_goes_nowhere_without_a_change():
    with pytest.raises(NowhereToGo):
        came(baseline=Decimal(1), target=Decimal(1), result=None)
