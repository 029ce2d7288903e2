"""What the registers of performance tell of a period."""

from townclerk.performance.models import PackFigure, StatutoryReturn
from townclerk.platform.extracts import Extract, between, extract

extract(
    Extract(
        name="returns-made",
        title="Statutory returns made",
        register="statutory-returns",
        columns=("kind", "period", "due", "submitted_on"),
        window=between(
            "submitted_on",
            state__in=(
                StatutoryReturn.State.SUBMITTED,
                StatutoryReturn.State.ACCEPTED,
                StatutoryReturn.State.RESUBMITTED,
            ),
        ),
        order=("submitted_on", "code"),
        unit_path="unit",
    )
)
extract(
    Extract(
        name="partnerships-reviewed",
        title="Partnerships reviewed",
        register="partnership-boards",
        columns=("title", "kind", "reviewed_on"),
        window=between("reviewed_on"),
        order=("reviewed_on", "title"),
        unit_path="unit",
    )
)
extract(
    Extract(
        name="strategies-adopted",
        title="Strategies adopted",
        register="strategies",
        columns=("title", "adopted_on", "end"),
        window=between("adopted_on", state="adopted"),
        order=("adopted_on", "title"),
        unit_path="unit",
    )
)
extract(
    Extract(
        name="measures-red",
        title="Measures that are red",
        register="pack-figures",
        columns=("label", "display", "target", "as_at"),
        window=between("quarter__last", status=PackFigure.Status.RED),
        order=("quarter__last", "item__position", "item__code"),
        unit_path="portfolio",
    )
)
