"""`townclerk report`: templates, checks, publication, verification and drift."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from townclerk.kernel.errors import Problems
from townclerk.platform import clock
from townclerk.platform.acting import acting
from townclerk.platform.home import Home
from townclerk.reports import (
    catalogue,
    declaring,
    noticing,
    periods,
    publishing,
    queries,
    signing,
)
from townclerk.reports.build import build
from townclerk.reports.core import chain
from townclerk.reports.models import Publication, Report, ReportPeriod

if TYPE_CHECKING:
    from townclerk.platform.audit.log import Actor


@click.group()
def report() -> None:
    """Reports whose every number is a figure or a literal with its source."""


@report.command("list")
def list_reports() -> None:
    """List the report templates, and the reports with their states."""
    for name in catalogue.names():
        click.echo(f"template\t{name}\t{catalogue.template(name).title}")
    for one in Report.objects.all():
        click.echo(f"report\t{one.reference}\t{one.state}\t{one.subject}")


@report.command()
@click.argument("name")
@click.option("--earlier", multiple=True, help="An earlier report's file to hold it against.")
@click.option("--on", "day", help="The day a file speaks from, as 2017-01-12.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one document.")
def check(name: str, earlier: tuple[str, ...], day: str | None, as_json: bool) -> None:
    """Check a report, or a file from outside (text, HTML or Word).

    Of a report: its numbers, its cover, and what has moved since it was cleared. Of a file: what
    its text, its tables and its dates say against each other and against the earlier reports.
    """
    from townclerk.reports import checking_printing

    if Path(name).suffix and Path(name).is_file():
        checking_printing.file(name, earlier, day, as_json=as_json)
    else:
        checking_printing.report(name, as_json=as_json)


@report.command()
@click.argument("reference")
@click.option("--site", default="", help="The address readers reach this service at.")
@acting
def publish(reference: str, site: str, actor: "Actor") -> None:
    """Publish an approved report: its built files are frozen, chained and signed."""
    made = publishing.publish(
        queries.report(reference),
        home=Home.from_environment(),
        actor=actor,
        moment=clock.now(),
        site=site,
    )
    click.echo(f"{made.number}\t{made.checksum}")


@report.command()
@click.option("--head", help="The checksum of the last publication, as kept elsewhere.")
def verify(head: str | None) -> None:
    """Find any change in what was published: files, figures, words, chain, signatures."""
    published = queries.chain()
    problems = chain.verify(published, signing.public_key(Home.from_environment()), head=head)
    if problems:
        raise Problems(problems)
    last = published[-1].checksum if published else "none"
    click.echo(f"{len(published)} publications are as they were published. Head: {last}")


@report.command("export-head")
def export_head() -> None:
    """Print the head of the chain, its signature and the public key, for keeping elsewhere."""
    last = Publication.objects.order_by("-number").first()
    if last is None:
        raise queries.UnknownReport("Nothing has been published yet.")
    click.echo(f"{last.number}\n{last.checksum}\n{last.signature}")
    click.echo(signing.public_pem(Home.from_environment()), nl=False)


@report.command()
@click.argument("reference")
def rerun(reference: str) -> None:
    """Show which published sentences would read otherwise with today's figures."""
    publication = Publication.objects.filter(report=queries.report(reference)).first()
    if publication is None:
        raise queries.UnknownReport(f"{reference} has not been published.")
    drifted = queries.rerun(publication)
    for drift in drifted:
        click.echo(f"{drift.chapter}\n  then: {drift.then}\n  now:  {drift.now}")
    total = len(publication.content["sentences"])
    click.echo(f"{len(drifted)} of {total} sentences would read otherwise today.")


@report.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
def template(file: Path, actor: "Actor") -> None:
    """Take in a template or a form of the council's own; nothing of it while anything is wrong."""
    made = declaring.declare(file.read_text("utf-8"), actor=actor, moment=clock.now())
    click.echo(f"{made.kind}\t{made.name}\t{made.number}\tfrom {made.start.isoformat()}")


STEPS = ("collect", "compile", "edit", "sign", "reopen", "consider")


@report.command()
@click.argument("reference")
@click.argument("step", type=click.Choice(STEPS))
@click.option("--reason", default="", help="Why it is opened again.")
@acting
def period(reference: str, step: str, reason: str, actor: "Actor") -> None:
    """Take a period one step along: ask, compile, finish editing, sign, note as considered."""
    found = queries.period(reference)
    by: dict[str, Any] = {"actor": actor, "moment": clock.now()}
    does: dict[str, Callable[[], ReportPeriod]] = {
        "collect": lambda: periods.collect(found, **by),
        "compile": lambda: periods.compile_report(found, **by),
        "edit": lambda: periods.finish_editing(found, **by),
        "sign": lambda: periods.sign(found, **by),
        "reopen": lambda: periods.reopen(found, reason, **by),
        "consider": lambda: periods.consider(found, **by),
    }
    moved = does[step]()
    click.echo(f"{moved.reference}\t{moved.state}")


@report.command()
@click.argument("reference")
def warnings(reference: str) -> None:
    """Show what stands out in a period: dropped, unchanged, named, of another day."""
    for one in noticing.warnings_of(queries.period(reference)):
        click.echo(f"{one.label}\t{one.title}\t{one.words}")


report.add_command(build)
