"""The chart of recommendations for the audit committee, the same on the page and in the paper."""

from decimal import Decimal

from townclerk.assurance.queries.recommendations import NAMES, Chart
from townclerk.platform.charts.picture import Picture


def follow_up_chart(chart: Chart) -> Picture:
    """Outstanding and unverified, by priority; the drawing library is loaded only here."""
    from townclerk.platform.charts import Series, grouped_bars

    waiting, unproved = sum(chart.outstanding.values()), sum(chart.unverified.values())
    return grouped_bars(
        [NAMES[name] for name in chart.outstanding],
        [
            Series("Outstanding", tuple(Decimal(n) for n in chart.outstanding.values())),
            Series("Reported, unverified", tuple(Decimal(n) for n in chart.unverified.values())),
        ],
        title=f"{waiting} outstanding and {unproved} reported but unverified",
        unit="recommendations",
        places=0,
    )
