"""`townclerk report build`: a template with today's figures, as files."""

from pathlib import Path

import click

from townclerk.figures.permission import OPERATOR
from townclerk.platform import clock
from townclerk.platform.acting import actor_named
from townclerk.platform.documents import render_docx, render_html, render_pdf
from townclerk.reports import composing, drafting

RENDERERS = {
    "html": lambda document: str(render_html(document)).encode(),
    "docx": render_docx,
    "pdf": render_pdf,
}


@click.command()
@click.argument("name")
@click.option("--period", required=True, help="The financial year of the budget, as 2017/18.")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="A folder."
)
@click.option("--format", "formats", default="html,docx,pdf", help="Of html, docx and pdf.")
@click.option("--as", "username", metavar="USER", help="Read with this user's reach.")
def build(name: str, period: str, out: Path, formats: str, username: str | None) -> None:
    """Build a draft from a template: every number asked now, every table footed."""
    from townclerk.platform.access.reader import Reader

    wanted = [one.strip() for one in formats.split(",")]
    if unknown := [one for one in wanted if one not in RENDERERS]:
        raise click.UsageError(f"{unknown[0]} is no format. Use html, docx or pdf.")
    user = actor_named(username).user if username else None
    if username and user is None:
        raise click.UsageError(f"There is no user called {username}.")
    reader = OPERATOR if user is None else Reader.of(user, clock.today())
    document = composing.compose(drafting.named(name, period), reader=reader)
    made = {one: RENDERERS[one](document) for one in wanted}
    out.mkdir(parents=True, exist_ok=True)
    for one, content in made.items():
        path = out / f"{name}.{one}"
        _put(path, content)
        click.echo(str(path))


def _put(path: Path, content: bytes) -> None:
    """A file appears under its name when it is whole; a build that is killed leaves the old one."""
    draft = path.with_name(f".{path.name}.partial")
    draft.write_bytes(content)
    draft.replace(path)
