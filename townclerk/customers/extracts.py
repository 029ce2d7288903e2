"""What the register of consultations tells of a period."""

from townclerk.platform.extracts import Extract, between, extract

extract(
    Extract(
        name="consultations-closed",
        title="Consultations that closed",
        register="consultations",
        columns=("title", "method", "closes_on", "state"),
        window=between("closes_on"),
        order=("closes_on", "reference"),
    )
)
