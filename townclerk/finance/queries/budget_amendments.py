"""What an amendment costs, from the lines it changes."""

from townclerk.finance.core.budget_balance import Change, Costing, cost
from townclerk.finance.models import BudgetAmendment, TaxSetting
from townclerk.kernel.explained import Explained


def costing(amendment: BudgetAmendment) -> Explained[Costing]:
    """Its changes added up, beside what its change of Band D raises on the adopted base."""
    tax = TaxSetting.objects.filter(round=amendment.round_id).first()
    changes = [
        Change(name=change.what, effect=change.effect)
        for change in amendment.changes.select_related("item").order_by("id")
    ]
    return cost(
        changes,
        band_d_change=amendment.band_d_change,
        base=tax.tax_base if tax is not None else None,
    )
