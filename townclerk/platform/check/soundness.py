"""The platform's own checks: settings, database, law, matrix, history, files, certificates."""

import stat
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.db.models import Max

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import clock, holiday_check, occupancy, parameters
from townclerk.platform.access import matrix
from townclerk.platform.access.areas import CLEARANCES
from townclerk.platform.access.models import Grant, MatrixCell, Role
from townclerk.platform.check.declaring import check
from townclerk.platform.exchange.models import ImportBatch
from townclerk.platform.files import storage
from townclerk.platform.files.models import Attachment
from townclerk.platform.home import Home
from townclerk.platform.records import Record
from townclerk.platform.registers.declaration import all_registers
from townclerk.platform.retention import queries as retention
from townclerk.platform.retention.classes import classes

LOADED = (Role, MatrixCell, Grant)
"""Rows that come from the program's own matrix and are compared with it."""
MOST_TOLD = 20
"""Of one model: a table restored by other means would else fill the screen."""
CLEARED_WITHIN = timedelta(days=2)
FROM_BACKUP = "Bring it back from a backup."


@check("settings", "Settings and the data directory")
def settings_are_safe() -> Iterator[Problem]:
    home: Home = settings.HOME
    if settings.DEBUG:
        yield Problem("Debugging is on: pages of errors would show what they should not.")
    if "*" in settings.ALLOWED_HOSTS:
        yield Problem("TOWNCLERK_HOSTS lets in any name.", hint="Name the hosts that are served.")
    local = {"127.0.0.1", "localhost", "[::1]"}
    if set(settings.ALLOWED_HOSTS) - local and not settings.SITE_URL.startswith("https://"):
        yield Problem(
            "Others than this machine are served without TLS.",
            hint="Set TOWNCLERK_SITE_URL to an https address.",
        )
    for place in (home.path, *sorted(home.keys.glob("*"))):
        if place.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Problem(
                "Others than its owner can open it.", file=str(place), hint=f"chmod go= {place}"
            )
    if (home.path / occupancy.RESTORING).exists():
        yield Problem(str(occupancy.CutOff(home)))


@check("database", "The database, whole and of this version")
def database_is_whole() -> Iterator[Problem]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(20)")
            for (said,) in cursor.fetchall():
                if said != "ok":
                    yield Problem(f"SQLite finds: {said}.", hint="Restore from a backup.")
            cursor.execute("PRAGMA foreign_key_check")
            for table, row, parent, _ in cursor.fetchall()[:20]:
                yield Problem(f"Row {row} of {table} points to a row of {parent} that is gone.")
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Problem(
            f"The change {migration} is not made yet.", hint="Run “townclerk serve” once."
        )
    detector = MigrationAutodetector(executor.loader.project_state(), ProjectState.from_apps(apps))
    for label in sorted(detector.changes(graph=executor.loader.graph)):
        if apps.get_app_config(label).name.startswith("townclerk."):
            yield Problem(f"The models of {label} have changed without a migration.")


@check("parameters", "Law and local policy, each with its source, and the calendars")
def parameters_are_sourced() -> Iterator[Problem]:
    source = parameters.source()
    today = clock.today()
    names = source.names()
    if not names:
        yield Problem("No parameter is installed.")
    for name in names:
        try:
            found = source.parameter(name)
        except Problems as error:
            yield from error.problems
            continue
        except TownclerkError as error:
            yield Problem(str(error))
            continue
        late = [value for value in found.values if value.checked_on > today]
        if late:
            yield Problem("A value says it was checked on a day to come.", file=f"{name}.yaml")
    for name in parameters.CALENDARS:
        yield from holiday_check.runs_out(source.calendar(name), today)


@check("matrix", "The matrix of roles, and the roles people hold")
def matrix_is_whole() -> Iterator[Problem]:
    cells = matrix.cells()
    roles, areas = matrix.roles(), {cell.area for cell in cells}
    if len(cells) != len(roles) * len(areas):
        yield Problem("A role lacks a cell of the matrix, or has one twice.", file="matrix.csv")
    for cell in cells:
        for granted in cell.grants:
            if granted.clearance and granted.clearance not in CLEARANCES:
                yield Problem(
                    f"{cell.title} needs the unknown clearance {granted.clearance}.",
                    file="matrix.csv",
                )
    said = {(cell.role, cell.area.value): cell.text for cell in cells}
    for held in MatrixCell.objects.select_related("role"):
        if said.get((held.role.code, held.area)) != held.text:
            yield Problem(f"{held.role}, area {held.area}, is not as the matrix says.")
    yield from _grants(cells)
    for code in Role.objects.exclude(code__in=roles).values_list("code", flat=True):
        yield Problem(f"People can hold the role {code}, which the matrix does not know.")


def _grants(cells: Iterable[matrix.Cell]) -> Iterator[Problem]:
    """What roles may do by the database against what they may do by the matrix."""
    wanted = {
        (
            cell.role,
            *(str(part) for part in (one.area, one.verb, int(one.reach))),
            one.subject,
            one.clearance,
        )
        for cell in cells
        for one in cell.grants
    }
    names = ("role__code", "area", "verb", "reach", "subject", "clearance")
    rows = Grant.objects.order_by().values_list(*names)
    held = {(role, area, verb, str(reach), *rest) for role, area, verb, reach, *rest in rows}
    if not held:
        return
    for role, area, verb, *_ in sorted(held - wanted):
        yield Problem(f"{role} may {verb} in area {area}, which the matrix does not give.")
    for role, area, verb, *_ in sorted(wanted - held):
        yield Problem(f"{role} may not {verb} in area {area}, which the matrix gives.")


@check("history", "Every record as its history says")
def records_are_as_their_history_says() -> Iterator[Problem]:
    for model in apps.get_models():
        if issubclass(model, Record) and model not in LOADED:
            found = list(_against_history(model))
            yield from found[:MOST_TOLD]
            if len(found) > MOST_TOLD:
                rest = len(found) - MOST_TOLD
                yield Problem(f"{rest} more of {model._meta.verbose_name_plural}.")  # noqa: SLF001


def _against_history(model: type[Record]) -> Iterator[Problem]:
    history = model.history.model
    kept = {field.attname for field in history._meta.concrete_fields}  # noqa: SLF001 (the documented way to a model's fields)
    names = [f.attname for f in model._meta.concrete_fields if f.attname in kept]  # noqa: SLF001
    newest = history.objects.order_by().values("id").annotate(last=Max("history_id"))
    last = history.objects.filter(history_id__in=newest.values("last"))
    told = {row[0]: row for row in last.values_list("id", *names, "history_type").iterator()}
    title = str(model._meta.verbose_name)  # noqa: SLF001
    hint = "It was changed outside Townclerk. Compare it with a backup."
    for row in model._base_manager.order_by().values_list("pk", *names).iterator():  # noqa: SLF001
        said = told.pop(row[0], None)
        if said is None or said[-1] == "-":
            yield Problem(f"{title} {row[0]} has no history of its being there.", hint=hint)
        elif said[1:-1] != row[1:]:
            differ = [n for n, a, b in zip(names, said[1:-1], row[1:], strict=True) if a != b]
            yield Problem(
                f"{title} {row[0]}: {', '.join(differ)} differ from its history.", hint=hint
            )
    for key, said in told.items():
        if said[-1] != "-":
            yield Problem(f"{title} {key} is gone, and its history does not say so.", hint=hint)


@check("files", "Attachments and import originals, each by its checksum")
def files_are_whole() -> Iterator[Problem]:
    home: Home = settings.HOME
    sums = Attachment.objects.values_list("sha256", flat=True).distinct()
    for sha256 in sums.iterator():
        yield from _by_sum(storage.place(home, sha256), sha256)
    originals = ImportBatch.objects.exclude(stored="").values_list("stored", "sha256").distinct()
    for stored, sha256 in originals:
        yield from _by_sum(home.files / stored, sha256)


def _by_sum(place: Path, sha256: str) -> Iterator[Problem]:
    if not place.is_file():
        yield Problem("The file is missing.", file=str(place), hint=FROM_BACKUP)
    elif storage.checksum(place) != sha256:
        yield Problem("The file is not as it was stored.", file=str(place), hint=FROM_BACKUP)


@check("retention", "Certificates of disposal, and what is still to be cleared")
def disposals_are_certified() -> Iterator[Problem]:
    for sentence in retention.broken_certificates():
        yield Problem(sentence, hint="Compare it with a backup.")
    long_ago = clock.now() - CLEARED_WITHIN
    for disposal in retention.to_clear():
        if disposal.decided_at is not None and disposal.decided_at < long_ago:
            yield Problem(f"{disposal} is not cleared yet.", hint="See that a worker runs.")
    for register in all_registers():
        if register.retention and register.retention not in classes():
            yield Problem(
                f"{register.title} have the unknown retention class {register.retention}."
            )
