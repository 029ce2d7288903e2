"""`townclerk check`."""

import json

import click

from townclerk.platform.check import running


@click.command("check")
@click.argument("names", nargs=-1)
@click.option("--list", "list_only", is_flag=True, help="Say what is checked, and check nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def check(names: tuple[str, ...], list_only: bool, as_json: bool) -> None:
    """Check the whole installation, or only NAMES, and tell everything that is wrong."""
    known = running.names()
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise click.BadParameter(f"There is no check {unknown[0]}. There are: {', '.join(known)}.")
    if list_only:
        click.echo("\n".join(known))
        return
    found = list(running.run(names))
    wrong = sum(len(one.problems) for one in found)
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            state = f"{len(one.problems)} wrong" if one.problems else "sound"
            click.echo(f"{one.check.name}\t{state}\t{one.check.title}", err=True)
            for problem in one.problems:
                click.echo(f"{one.check.name}: {problem}")
    if wrong:
        raise SystemExit(1)


def _document(one: running.Found) -> dict[str, object]:
    problems = [
        {"message": problem.message, "place": problem.place, "hint": problem.hint}
        for problem in one.problems
    ]
    return {"check": one.check.name, "title": one.check.title, "problems": problems}
