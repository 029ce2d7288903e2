"""What `townclerk report check` prints: findings of a report, or of a file from outside."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import TownclerkError
from townclerk.reports import building, checking, composing, drafting, queries
from townclerk.reports.checking_files import UnreadableFile, paper_from
from townclerk.reports.core.checking import run
from townclerk.reports.core.checking.model import Finding


def file(name: str, earlier: Sequence[str], day: str | None, *, as_json: bool) -> None:
    """Check a file; leaves with 1 when something stands against it."""
    paper = paper_from(Path(name), on=_day(day))
    before = [paper_from(_known(one)) for one in earlier]
    found = run.check(paper, earlier=before)
    _print(found, as_json=as_json)
    if not as_json and not found:
        click.echo(f"{name}: nothing to put right.")
    if any(one.severity.blocks for one in found):
        raise SystemExit(1)


def report(name: str, *, as_json: bool) -> None:
    """Check a report of the register: what is refused, moved, missing or found."""
    one = queries.report(name)
    draft = drafting.of_report(one)
    lines = _standing(one, draft)
    found = checking.findings_of(one, OPERATOR)
    if as_json:
        _print([each.found for each in found], as_json=True)
    else:
        for line in lines:
            click.echo(line)
        for each in found:
            accepted = f" Accepted: {each.accepted.reason}" if each.accepted else ""
            click.echo(_line(each.found) + accepted)
    held = all(line.endswith(" Held.") for line in lines)
    if not held or any(each.open for each in found):
        raise SystemExit(1)
    if not as_json:
        click.echo(f"{one.subject}: nothing to put right.")


def _standing(one: Any, draft: Any) -> list[str]:
    """What is not about its numbers: no value, moved since clearance, missing on the cover."""
    _, refused = building.those_answered(composing.refs_of(draft), reader=OPERATOR)
    lines = [f"{question}: {why}" for question, why in refused.items()]
    moved = queries.moved(list(one.clearances.all()))
    lines += [one.sentence + (" Held." if one.held else "") for one in moved]
    return lines + [problem.message for problem in drafting.problems(draft)]


def _print(found: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        click.echo(_line(one))


def _line(one: Finding) -> str:
    return (
        f"{one.severity.value}\t{one.kind}\t{one.where}\t{one.place.words}\t{one.why} "
        f"{one.what_to_do}"
    )


def _document(one: Finding) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind,
        "severity": one.severity.value,
        "section": one.place.section,
        "paragraph": one.place.paragraph,
        "words": one.place.words,
        "why": one.why,
        "what_to_do": one.what_to_do,
        "values": [{"shown": value.shown, "source": value.source} for value in one.values],
        "bind": one.bind,
    }


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise TownclerkError(f"“{text}” is not a day. Write it as 2017-01-12.") from error


def _known(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise UnreadableFile(f"There is no file {name}.")
    return path
