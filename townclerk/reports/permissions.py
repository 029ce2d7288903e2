"""Who may write, comment on, clear and read parts of a report."""

from datetime import datetime

from django.utils.text import slugify

from townclerk.figures.permission import Operator
from townclerk.platform.access.areas import Area, Reach, Verb
from townclerk.platform.access.reader import Decision, Place, Reader, Refused, of_unit, scope
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.reports import asked_of, versions
from townclerk.reports.core.references import Consultee
from townclerk.reports.models import Contribution, Report, ReportPeriod

EXEMPT = "exempt"
COMMENTING = "comment"


def reader_of(actor: Actor, moment: datetime) -> Reader:
    if actor.user is None:
        raise Refused("Nobody is named for this. Sign in, or use --as on the command line.")
    return Reader.of(actor.user, moment.astimezone(LOCAL).date())


def writes(reader: Reader) -> Decision:
    """Whether the reader writes whole reports, and why not."""
    may = [reader.may(verb, Area.REPORTS) for verb in (Verb.CONTRIBUTE, Verb.PUBLISH)]
    return next((one for one in may if one), may[0])


def require_writer(actor: Actor, moment: datetime) -> Reader:
    reader = reader_of(actor, moment)
    decision = writes(reader)
    if not decision:
        raise Refused(decision.reason)
    return reader


def asked(contribution: Contribution | None, reader: Reader) -> bool:
    """Whether the section was asked of this reader, by name or by a role."""
    if contribution is None or not reader.reach(Area.REPORTS, Verb.CONTRIBUTE):
        return False
    if contribution.user_id is not None and contribution.user_id == reader.user_id:
        return True
    if reader.held(contribution.role) or not reader.held_somewhere(contribution.role):
        return reader.held(contribution.role)
    unit = asked_of.unit_of(contribution)
    return unit is None or reader.held(contribution.role, at=of_unit(unit.code))


def require_section_writer(
    contribution: Contribution | None, actor: Actor, moment: datetime
) -> Reader:
    """Writers of reports write every section; who is asked for one writes that one."""
    reader = reader_of(actor, moment)
    if asked(contribution, reader):
        return reader
    return require_writer(actor, moment)


def comments(reader: Reader) -> Decision:
    """Whether the reader may say something about a report that is being written."""
    may = [
        writes(reader),
        reader.may(Verb.CONTRIBUTE, Area.REPORTS, subject=COMMENTING),
        reader.may(Verb.APPROVE, Area.REPORTS),
        reader.may(Verb.APPROVE, Area.REPORTS, subject="clearance"),
    ]
    return next((one for one in may if one), may[0])


def sees_exempt(reader: "Reader | Operator") -> bool:
    """Whether the reader holds the clearance for exempt papers. The installation's own does."""
    return isinstance(reader, Operator) or EXEMPT in reader.clearances


def require_exempt(reader: Reader, what: str) -> None:
    if not sees_exempt(reader):
        raise Refused(
            f"{what} is exempt from publication. It opens with the clearance “exempt papers”, "
            "which the system administrator grants to a person with an end."
        )


def reads(report: Report, reader: Reader) -> bool:
    """Whether the reader may open a report that is being written: the whole of it.

    So may its author, and whoever its form asks to clear it, a head of service for one.
    """
    if reader.may(Verb.READ, Area.REPORTS):
        return True
    if report.author_id is not None and report.author_id == reader.user_id:
        return True
    return any(clears(one, report, reader) for one in versions.consultees_of(report))


def clears(consultee: Consultee, report: Report, reader: Reader) -> bool:
    """Whether the reader holds the role the form asks: to approve, for that unit or portfolio."""
    if not consultee.approves:
        return reader.held(consultee.role, at=place_of(report))
    unit = getattr(report, consultee.approves)
    return reader.held(consultee.role, at=of_unit(unit.code))


def place_of(report: Report) -> Place:
    """For what a role that clears the report may be held: its body, its unit or its portfolio.
    Heads of service clear what is of no unit, and what is of theirs."""
    period = getattr(report, "cycle", None)
    named = (report.unit, report.portfolio, period.portfolio if period is not None else None)
    own = {scope("body", slugify(report.body)), *(unit.code for unit in named if unit is not None)}
    return Place(frozenset(own), of_units=report.unit is not None)


def place_of_period(period: ReportPeriod) -> Place:
    """For what a role that signs the report may be held: with a portfolio, for no other."""
    own = {scope("body", slugify(period.body))}
    if period.portfolio is not None:
        own.add(period.portfolio.code)
    return Place(frozenset(own), of_units=period.portfolio is not None)


def require_reads(report: Report, reader: Reader) -> None:
    if not reads(report, reader):
        reader.require(Verb.READ, Area.REPORTS)


def reaches(reader: Reader) -> bool:
    """Whether the reader takes part in reports at all."""
    return reader.reach(Area.REPORTS) > Reach.PUBLISHED
