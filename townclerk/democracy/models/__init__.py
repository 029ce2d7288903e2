"""The records of democracy: bodies, meetings and their business, decisions and what follows."""

from townclerk.democracy.models.actions import CommitteeAction, ReportHeading
from townclerk.democracy.models.agendas import (
    AgendaItem,
    Attendance,
    Declaration,
    ExemptMinute,
    MinuteLine,
    Minutes,
    StandingItem,
    Vote,
    VoteCast,
)
from townclerk.democracy.models.allowances import (
    AllowanceLine,
    AllowanceRate,
    AllowanceScheme,
    AllowanceStatement,
)
from townclerk.democracy.models.appeals import (
    Appeal,
    AppealCharge,
    AppealSeason,
    HearingDay,
    PanelConnection,
    PanelMember,
    PanelSeat,
    School,
    SchoolTerm,
)
from townclerk.democracy.models.bodies import Affiliation, Body, Member, Membership, PoliticalGroup
from townclerk.democracy.models.business import MeetingQuestion, Motion, PrivateNotice
from townclerk.democracy.models.civic import (
    CeremonialPlan,
    CharityAccount,
    CharityEntry,
    CivicLesson,
    Engagement,
    Gift,
    Honour,
)
from townclerk.democracy.models.constitution import (
    ConstitutionAmendment,
    ConstitutionSection,
    Delegation,
)
from townclerk.democracy.models.decisions import CallIn, Decision, ExemptPart
from townclerk.democracy.models.forward_plan import Entry, PublishedPlan
from townclerk.democracy.models.interests import Dispensation, MemberInterest
from townclerk.democracy.models.meetings import Meeting
from townclerk.democracy.models.member_development import (
    DevelopmentRecord,
    MemberTraining,
    Sitting,
    SupportNeed,
    TrainingRequirement,
    TrainingSession,
)
from townclerk.democracy.models.papers import AgendaPack, Annotation, ExemptPack, ExemptPaper
from townclerk.democracy.models.petitions import Owed, Petition, PetitionThreshold
from townclerk.democracy.models.reviews import (
    RecommendationProgress,
    Review,
    ReviewEvidence,
    ScrutinyRecommendation,
)
from townclerk.democracy.models.scrutiny import (
    LinkItem,
    MemberSurvey,
    Programme,
    ScrutinySubject,
    Topic,
)

__all__ = [
    "Affiliation",
    "AgendaItem",
    "AgendaPack",
    "AllowanceLine",
    "AllowanceRate",
    "AllowanceScheme",
    "AllowanceStatement",
    "Annotation",
    "Appeal",
    "AppealCharge",
    "AppealSeason",
    "Attendance",
    "Body",
    "CallIn",
    "CeremonialPlan",
    "CharityAccount",
    "CharityEntry",
    "CivicLesson",
    "CommitteeAction",
    "ConstitutionAmendment",
    "ConstitutionSection",
    "Decision",
    "Declaration",
    "Delegation",
    "DevelopmentRecord",
    "Dispensation",
    "Engagement",
    "Entry",
    "ExemptMinute",
    "ExemptPack",
    "ExemptPaper",
    "ExemptPart",
    "Gift",
    "HearingDay",
    "Honour",
    "LinkItem",
    "Meeting",
    "MeetingQuestion",
    "Member",
    "MemberInterest",
    "MemberSurvey",
    "MemberTraining",
    "Membership",
    "MinuteLine",
    "Minutes",
    "Motion",
    "Owed",
    "PanelConnection",
    "PanelMember",
    "PanelSeat",
    "Petition",
    "PetitionThreshold",
    "PoliticalGroup",
    "PrivateNotice",
    "Programme",
    "PublishedPlan",
    "RecommendationProgress",
    "ReportHeading",
    "Review",
    "ReviewEvidence",
    "School",
    "SchoolTerm",
    "ScrutinyRecommendation",
    "ScrutinySubject",
    "Sitting",
    "StandingItem",
    "SupportNeed",
    "Topic",
    "TrainingRequirement",
    "TrainingSession",
    "Vote",
    "VoteCast",
]
