"""Files given with a section: open to who reads the report, given by who was asked for it."""

from typing import Any

from townclerk.platform.access.reader import Decision, Reader
from townclerk.platform.files import holders
from townclerk.reports import asked_of
from townclerk.reports.models import Contribution
from townclerk.reports.permissions import asked, reads


def _may_read(reader: Reader, record: Any) -> Decision:
    if asked(record, reader) or reads(record.report, reader):
        return Decision(True, "You take part in this report.")
    return Decision(False, "Only those who write this report open its evidence.")


def _may_attach(reader: Reader, record: Any) -> Decision:
    # A link stands for who was asked, for this one contribution and while it is open.
    if record.opened_by_link or asked(record, reader):
        return Decision(True, "The section was asked of you.")
    return Decision(False, "Only who was asked for the section adds its evidence.")


holders.declare(Contribution, holders.Holder(_may_read, _may_attach, asked_of.address))
