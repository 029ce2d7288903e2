"""Run as a program by the test of killed builds: the real worker, one report, a slow place."""

import os
import sys
import time
from datetime import UTC, date, datetime

import click
import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from townclerk import figures  # noqa: E402
from townclerk.kernel.explained import Step  # noqa: E402
from townclerk.kernel.money import Money  # noqa: E402
from townclerk.platform.access.areas import Area  # noqa: E402
from townclerk.platform.access.testing import an_actor  # noqa: E402
from townclerk.platform.audit.models import AuditEntry  # noqa: E402
from townclerk.platform.jobs.commands import worker  # noqa: E402
from townclerk.platform.jobs.models import Job  # noqa: E402
from townclerk.reports import catalogue, making, operations  # noqa: E402
from townclerk.reports.catalogue import Sentence, Template  # noqa: E402
from townclerk.reports.core.prose import parse  # noqa: E402
from townclerk.reports.models import Build, BuiltFile, Report  # noqa: E402

MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)
SAID = 'The gap is {{ figure("test.built_gap") }}.'
TEMPLATE = Template("t", "T", "committee", (Sentence("Context", 1, SAID, parse(SAID)),))
VALUE = Money.pounds(5)

figures.figure(
    key="test.built_gap",
    label="Gap",
    unit=figures.Unit.MONEY,
    display="£m 3 dp",
    definition="The test gap.",
    source="the test",
    owner_role="s151-officer",
    area=Area.FINANCIAL_PLANNING,
    public=True,
)(lambda question: figures.Answer(value=VALUE, step=Step(label="Gap", value=VALUE)))
catalogue.template = lambda name: TEMPLATE


def slow(work):
    """The work, and after it the place where the test kills."""

    def wait(*given, **named):
        done = work(*given, **named)
        click.echo("here")
        sys.stdout.flush()
        time.sleep(60)
        return done

    return wait


def prepare():
    by = {"actor": an_actor("finance-partner"), "moment": MOMENT}
    report = operations.commission(
        operations.Commission(
            reference="r", template="t", body="cabinet", meeting_date=date(2017, 1, 12), subject="R"
        ),
        **by,
    )
    operations.ask_for_build(report, site="", **by)


def state():
    job = Job.objects.get(kind="reports.build")
    kept = AuditEntry.objects.filter(verb="build").count()
    click.echo(
        f"{job.state} {job.attempts} {Build.objects.count()} {BuiltFile.objects.count()} {kept} "
        f"{Report.objects.get().state}"
    )


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "prepare":
        prepare()
    elif what == "state":
        state()
    else:
        if what == "die-drawing":
            making.render_pdf = slow(making.render_pdf)
        if what == "die-keeping":
            making.log.record = slow(making.log.record)
        worker(["--interval=0.1", "--lease=1", *sys.argv[2:]])
