"""Reports: how they are written, cleared and published."""

from townclerk.reports.models.checking import AcceptedFinding
from townclerk.reports.models.cycle import (
    CommitteeQuestion,
    ContributionLink,
    PeriodSection,
    ReportKind,
    ReportPeriod,
    SectionEntry,
)
from townclerk.reports.models.publication import (
    Build,
    BuiltFile,
    FrozenFigure,
    Output,
    Publication,
)
from townclerk.reports.models.report import Clearance, Declaration, Recommendation, Report
from townclerk.reports.models.writing import (
    Chapter,
    Comment,
    Contribution,
    Exemption,
    FigureChange,
    Seen,
)

__all__ = [
    "AcceptedFinding",
    "Build",
    "BuiltFile",
    "Chapter",
    "Clearance",
    "Comment",
    "CommitteeQuestion",
    "Contribution",
    "ContributionLink",
    "Declaration",
    "Exemption",
    "FigureChange",
    "FrozenFigure",
    "Output",
    "PeriodSection",
    "Publication",
    "Recommendation",
    "Report",
    "ReportKind",
    "ReportPeriod",
    "SectionEntry",
    "Seen",
]
