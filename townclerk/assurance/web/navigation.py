"""The pages of assurance in the navigation."""

from townclerk.assurance.registers_audit import PLANS
from townclerk.assurance.registers_recommendations import RECOMMENDATIONS
from townclerk.assurance.registers_risks import RISKS_REGISTER
from townclerk.platform.access.reader import Reader
from townclerk.platform.registers.permission import opens
from townclerk.platform.web.navigation import Entry


def _risks(reader: Reader) -> bool:
    return opens(RISKS_REGISTER, reader)


def _audit(reader: Reader) -> bool:
    return opens(PLANS, reader)


def _recommendations(reader: Reader) -> bool:
    return opens(RECOMMENDATIONS, reader)


NAVIGATION = (
    Entry("Assure", "Risk register", "assurance:risks", opens=_risks),
    Entry("Assure", "Internal audit", "assurance:audit", opens=_audit),
    Entry("Assure", "Follow-up", "assurance:recommendations", opens=_recommendations),
)
