"""The vocabulary of permission: areas, verbs and how far a verb reaches."""

from enum import IntEnum, StrEnum


class Area(StrEnum):
    """A column of the permission matrix."""

    FINANCIAL_PLANNING = "1"
    FINANCIAL_RUNNING = "2"
    CHANGE = "3"
    ASSURANCE = "4"
    REVENUES = "5"
    CUSTOMERS = "6"
    INFORMATION = "7"
    PEOPLE = "8"
    COMMERCIAL = "9"
    PROPERTY = "10"
    ICT = "11"
    LEGAL = "12"
    DEMOCRATIC = "13"
    PERFORMANCE = "14"
    REPORTS = "15"
    ADMINISTRATION = "16"

    @property
    def label(self) -> str:
        return _TITLES[self]


_TITLES = {
    Area.FINANCIAL_PLANNING: "financial planning",
    Area.FINANCIAL_RUNNING: "running the finances",
    Area.CHANGE: "change programme",
    Area.ASSURANCE: "risk and audit",
    Area.REVENUES: "revenues and welfare",
    Area.CUSTOMERS: "customer contact and licensing",
    Area.INFORMATION: "information and complaints",
    Area.PEOPLE: "people",
    Area.COMMERCIAL: "contracts and companies",
    Area.PROPERTY: "property and climate",
    Area.ICT: "ICT and digital",
    Area.LEGAL: "legal services",
    Area.DEMOCRATIC: "democratic services",
    Area.PERFORMANCE: "performance",
    Area.REPORTS: "reports",
    Area.ADMINISTRATION: "administration",
}


class Verb(StrEnum):
    READ = "read"
    CONTRIBUTE = "contribute"
    APPROVE = "approve"
    PUBLISH = "publish"


class Reach(IntEnum):
    """How much of an area a grant opens, from nothing to every record."""

    NONE = 0
    COUNTS = 1
    TOTALS = 2
    PUBLISHED = 3
    OWN = 4
    ALL = 5


CLEARANCES = {
    "exempt": "exempt papers",
    "privilege": "legal privilege",
    "health": "personal health",
    "fraud": "fraud",
    "company": "company business",
    "appeals": "education appeals",
}
"""Classes of content that no role opens by itself: each is granted to a person, with an end."""
