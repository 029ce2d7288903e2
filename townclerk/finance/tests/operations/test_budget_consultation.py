"""An entry of the consultation log names the consultation in its register."""

import pytest

from townclerk.customers.models import Consultation
from townclerk.finance.tests.budget_builders import CABINET, MOMENT, a_round
from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import an_actor
from townclerk.platform.registers import by_name
from townclerk.platform.registers import operations as registers

pytestmark = pytest.mark.django_db


def test_an_entry_refers_to_a_consultation_that_is_there():
    officer = an_actor("s151-officer")
    given = {
        "round": a_round(officer),
        "reference": "residents",
        "heard_on": CABINET,
        "audience": "Residents",
        "summary": "Protect those most at risk.",
        "consultation": "budget-principles",
    }
    log, stamp = by_name("budget-consultation"), {"actor": officer, "moment": MOMENT}
    with pytest.raises(Problems, match="There is no consultation budget-principles"):
        registers.create(log, given, **stamp)
    Consultation.objects.create(
        reference="budget-principles", title="Principles", question="?", state="earlier"
    )
    assert registers.create(log, given, **stamp).consultation == "budget-principles"
