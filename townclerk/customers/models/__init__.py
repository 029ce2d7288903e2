"""The records of consultation and engagement."""

from townclerk.customers.models.consultations import (
    Consultation,
    ConsultationGroup,
    ConsultedPeople,
    PanelMeeting,
    Theme,
)
from townclerk.customers.models.responses import (
    Answer,
    FeedbackAddress,
    PopulationGroup,
    Question,
    Response,
)

__all__ = [
    "Answer",
    "Consultation",
    "ConsultationGroup",
    "ConsultedPeople",
    "FeedbackAddress",
    "PanelMeeting",
    "PopulationGroup",
    "Question",
    "Response",
    "Theme",
]
