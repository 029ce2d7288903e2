"""`townclerk import`: bring in whole sheets."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from townclerk.platform import clock
from townclerk.platform.acting import acting
from townclerk.platform.exchange import operations
from townclerk.platform.exchange.blank import blank
from townclerk.platform.exchange.core.footing import Control
from townclerk.platform.exchange.expecting import read_totals
from townclerk.platform.exchange.operations import File
from townclerk.platform.exchange.templates import template, templates

if TYPE_CHECKING:
    from townclerk.platform.audit.log import Actor

SHEET = click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
ROWS = click.option("--rows", type=click.IntRange(min=0), help="How many rows it should have.")
TOTALS = click.option(
    "--total", "totals", multiple=True, metavar="COLUMN=AMOUNT", help="What a column should add to."
)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document.")


@click.group("import")
def import_() -> None:
    """Bring in whole sheets: CSV, XLSX or ODS."""


@import_.command("list")
@JSON
def list_imports(as_json: bool) -> None:
    """The sheets that can be imported."""
    if as_json:
        click.echo(json.dumps([{"name": t.name, "title": t.title} for t in templates()]))
        return
    for found in templates():
        click.echo(f"{found.name}\t{found.title}")


@import_.command("show")
@click.argument("name")
@JSON
def show(name: str, as_json: bool) -> None:
    """The columns of a sheet and what they mean."""
    found = template(name)
    if as_json:
        columns = [
            {"name": c.name, "meaning": c.help or c.label, "required": c.required}
            for c in found.columns
        ]
        document = {"name": found.name, "title": found.title, "columns": columns}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    click.echo(found.title)
    for column in found.columns:
        needed = " (needed)" if column.required else ""
        click.echo(f"{column.name}\t{column.help or column.label}{needed}")


@import_.command("blank")
@click.argument("name")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
def blank_sheet(name: str, output: Path | None) -> None:
    """Write a blank workbook to fill in."""
    found = template(name)
    place = output or Path(f"{found.name}.xlsx")
    place.write_bytes(blank(found))
    click.echo(f"{place} is ready to be filled in.")


@import_.command("check")
@click.argument("name")
@SHEET
@ROWS
@TOTALS
@JSON
@acting
def check(
    name: str,
    path: Path,
    rows: int | None,
    totals: tuple[str, ...],
    as_json: bool,
    *,
    actor: "Actor",
) -> None:
    """Say what loading a sheet would do, with everything that is wrong. Nothing is written."""
    sheet = template(name)
    found = operations.check(
        sheet,
        _file(path),
        actor=actor,
        moment=clock.now(),
        expected=Control(rows=rows, totals=read_totals(sheet, totals)),
    )
    counts = {"added": found.added, "changed": found.changed, "same": found.same}
    if as_json:
        before = found.loaded_before.reference if found.loaded_before else None
        click.echo(
            json.dumps(
                {"rows": found.rows, **counts, "unused": found.unused, "loaded_before": before}
            )
        )
        return
    click.echo(_told(path, "would load", **counts))
    if found.unused:
        click.echo(f"Columns nothing here has a use for: {', '.join(found.unused)}.")
    if found.loaded_before:
        click.echo(f"The same file was loaded before, as {found.loaded_before.reference}.")


@import_.command("load")
@click.argument("name")
@SHEET
@click.option("--again", is_flag=True, help="Load a file that was loaded before.")
@ROWS
@TOTALS
@JSON
@acting
def load(
    name: str,
    path: Path,
    again: bool,
    rows: int | None,
    totals: tuple[str, ...],
    as_json: bool,
    *,
    actor: "Actor",
) -> None:
    """Load a sheet: all of it, or nothing when anything in it is wrong."""
    sheet = template(name)
    batch = operations.load(
        sheet,
        _file(path),
        actor=actor,
        moment=clock.now(),
        again=again,
        expected=Control(rows=rows, totals=read_totals(sheet, totals)),
    )
    counts = {"added": batch.added, "changed": batch.changed, "same": batch.same}
    if as_json:
        click.echo(json.dumps({"batch": batch.reference, "sha256": batch.sha256, **counts}))
        return
    click.echo(_told(path, f"is loaded as {batch.reference}", **counts))


def _file(path: Path) -> File:
    return File(path.name, path.read_bytes())


def _told(path: Path, verb: str, *, added: int, changed: int, same: int) -> str:
    return f"{path.name} {verb}: {added} added, {changed} changed, {same} as they were."
