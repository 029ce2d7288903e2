"""Templates and forms the council writes itself: checked whole, then in force from a day."""

from datetime import datetime
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Max

from townclerk.figures import keys
from townclerk.kernel.errors import Problem, Problems
from townclerk.platform import records
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers import all_registers
from townclerk.reports import catalogue
from townclerk.reports.core.declaring import Known, form_problems, template_problems
from townclerk.reports.models import Declaration
from townclerk.reports.permissions import reader_of

LONGEST = 300_000
"""Characters. A template is a few pages."""


def may_declare(reader: Reader) -> bool:
    """Who publishes reports, or answers for them, keeps their templates."""
    return any(reader.may(verb, Area.REPORTS) for verb in (Verb.PUBLISH, Verb.APPROVE))


def declare(text: str, *, actor: Actor, moment: datetime) -> Declaration:
    """Take in a template or a form; nothing of it is kept while anything in it is wrong.

    Raises: Problems, all at once, each with its place in the file.
    """
    if not may_declare(reader_of(actor, moment)):
        raise Refused("Templates are kept by who publishes or approves reports.")
    document = _read(text)
    kind = Declaration.Kind.FORM if "sections" in document else Declaration.Kind.TEMPLATE
    found = form_problems(document) if kind == "form" else template_problems(document, _known())
    if not document.get("from"):
        found.append(
            Problem("from is missing.", field="from", hint="Say from which day it is in force.")
        )
    elif document.get("to") and document["to"] < document["from"]:
        found.append(Problem("It ends before it begins.", field="to"))
    if found:
        raise Problems(found)
    _readable(document, kind)
    with transaction.atomic():
        same = Declaration.objects.filter(kind=kind, name=document["name"])
        last = same.aggregate(last=Max("number"))["last"] or 0
        made = Declaration(
            kind=kind,
            name=document["name"],
            number=last + 1,
            title=str(document["title"])[:200],
            start=document["from"],
            end=document.get("to"),
            bodies=[str(one) for one in document.get("bodies") or ()],
            source=text,
            loaded_at=moment,
            loaded_by=actor.user,
        )
        return records.create(made, actor=actor, moment=moment, reason="Taken in")


def _read(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise Problems([Problem("The file is too long for a template.", field="file")])
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Problems(
            [Problem(f"The file cannot be read as YAML: {error}", field="file")]
        ) from None
    if not isinstance(document, dict):
        raise Problems([Problem("The file holds no names with values.", field="file")])
    return document


def _readable(document: dict[str, Any], kind: str) -> None:
    """Read it as a report will, so that nothing that cannot be read is kept."""
    try:
        if kind == Declaration.Kind.FORM:
            catalogue.form_of(document)
        else:
            catalogue.template_of(document)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        problem = Problem(
            f"It has names and values where others are expected: {error}.",
            field="file",
            hint="Compare it with one that comes along.",
        )
        raise Problems([problem]) from None


def _known() -> Known:
    own = Declaration.objects.filter(kind=Declaration.Kind.FORM)
    given = {name: catalogue.form(name) for name in catalogue.forms()}
    forms = given | {one.name: catalogue.form_of(yaml.safe_load(one.source)) for one in own}
    return Known(
        figures=frozenset(keys()),
        forms={name: {one.name for one in form.sections} for name, form in forms.items()},
        roles=frozenset(roles()),
        registers=frozenset(one.name for one in all_registers()),
    )
