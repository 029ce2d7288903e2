"""Run as a program by the test of killed imports: the real worker, stopped inside an import."""

import os
import sys
import time
from pathlib import Path

import click
import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from townclerk.finance.models import GrantStream  # noqa: E402
from townclerk.platform import clock  # noqa: E402
from townclerk.platform.access.areas import Area  # noqa: E402
from townclerk.platform.access.matrix import cells  # noqa: E402
from townclerk.platform.access.models import Grant, Role  # noqa: E402
from townclerk.platform.access.reader import Reader  # noqa: E402
from townclerk.platform.access.testing import a_user  # noqa: E402
from townclerk.platform.audit.log import Actor  # noqa: E402
from townclerk.platform.exchange import template, uploads  # noqa: E402
from townclerk.platform.exchange.models import ImportBatch, Upload  # noqa: E402
from townclerk.platform.exchange.operations import File  # noqa: E402
from townclerk.platform.jobs.commands import worker  # noqa: E402
from townclerk.platform.jobs.models import Job  # noqa: E402
from townclerk.platform.registers import Column, Kind, Register, States, register  # noqa: E402
from townclerk.platform.registers.staging import Staged  # noqa: E402

ROWS = 3_000
HERE = Path(os.environ["TOWNCLERK_HOME"]) / "is-here"

register(
    Register(
        name="streams",
        title="Streams",
        singular="stream",
        model=GrantStream,
        area=Area.FINANCIAL_PLANNING,
        section="Plan",
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True),
            Column("name", "Name", Kind.TEXT, required=True),
            Column("type", "Type", Kind.CHOICE, required=True),
        ),
        states=States("state", "rumoured"),
    )
)


def stop_within(place):
    """Announce the place and wait there to be killed."""
    HERE.write_text(place)
    time.sleep(120)


def stop_while_reading():
    lay_out = Staged.lay_out

    def slow(self, rows):
        def until_half():
            for number, row in enumerate(rows):
                if number == ROWS // 2:
                    stop_within("reading")
                yield row

        lay_out(self, until_half())

    Staged.lay_out = slow


def stop_while_saving():
    write_history = Staged._write_history

    def slow(self, cursor, kind, *rest):
        if kind == "+":
            # The records themselves are written by now, in a transaction that is still open.
            cursor.execute("SELECT COUNT(*) FROM finance_grantstream")
            assert cursor.fetchone()[0] == ROWS
            stop_within("saving")
        write_history(self, cursor, kind, *rest)

    Staged._write_history = slow


def a_partner():
    """A finance partner with the grants of the matrix, which an emptied database has lost."""
    user = a_user("finance-partner")
    role = Role.objects.get(code="finance-partner")
    for grant in (g for cell in cells() if cell.role == role.code for g in cell.grants):
        Grant.objects.get_or_create(
            role=role,
            area=grant.area.value,
            verb=grant.verb.value,
            reach=grant.reach.value,
            subject=grant.subject,
            clearance=grant.clearance,
        )
    return user


def bring():
    user = a_partner()
    rows = "".join(f"c{n},Stream {n},core\n" for n in range(ROWS))
    now = clock.now()
    upload = uploads.bring(
        template("streams"),
        File("streams.csv", f"code,name,type\n{rows}".encode()),
        reader=Reader.of(user, now.date()),
        actor=Actor(user),
        moment=now,
    )
    worker(["--until-idle"], standalone_mode=False)
    upload.refresh_from_db()
    uploads.approve(upload, actor=Actor(user))


def state():
    upload, job = Upload.objects.get(), Job.objects.get(kind="save-import")
    counts = (
        GrantStream.objects.count(),
        GrantStream.history.count(),
        ImportBatch.objects.count(),
    )
    click.echo(f"{upload.state} {job.state} {job.attempts} {' '.join(map(str, counts))}")


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "bring":
        bring()
    elif what == "state":
        state()
    else:
        {"reading": stop_while_reading, "saving": stop_while_saving}.get(what, lambda: None)()
        worker(["--interval=0.1", "--lease=1", *sys.argv[2:]])
