"""Which template and which form a report has: the council's own, or those that come along."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from django.db.models import Q
from django.utils.text import slugify

from townclerk.reports import catalogue
from townclerk.reports.catalogue import Form, Template
from townclerk.reports.core.references import APPROVES, Consultee, asked
from townclerk.reports.models import Declaration, Report

TEMPLATE = Declaration.Kind.TEMPLATE
FORM = Declaration.Kind.FORM


def in_force(kind: str, name: str, *, body: str, on: date) -> Declaration | None:
    """The council's own version for a body's meeting on a day; the latest declared wins."""
    found = Declaration.objects.filter(Q(end=None) | Q(end__gte=on), kind=kind, name=name)
    return next(
        (
            one
            for one in found.filter(start__lte=on).order_by("-start", "-number")
            if not one.bodies or slugify(body) in [slugify(each) for each in one.bodies]
        ),
        None,
    )


def template_of(report: Report) -> Template:
    return template(report.template, report.template_version)


def template(name: str, version: Declaration | None) -> Template:
    if version is None:
        return catalogue.template(name)
    return _template(version.source)


def form_of(report: Report) -> Form:
    return form(template_of(report).form, report.form_version)


def consultees_of(report: Report) -> tuple[Consultee, ...]:
    """Who clears the report and who approves it. One of a period is approved by its signature."""
    named = [one for one in APPROVES if getattr(report, f"{one}_id") is not None]
    if named and hasattr(report, "cycle"):
        named = []
    return asked(form_of(report).consultees, named)


def form(name: str, version: Declaration | None) -> Form:
    return catalogue.form(name) if version is None else _form(version.source)


def titles() -> dict[str, str]:
    """Every template a report may be commissioned from, by name."""
    found = {name: catalogue.template(name).title for name in catalogue.names()}
    own = Declaration.objects.filter(kind=TEMPLATE).order_by("name", "number")
    return found | {one.name: one.title for one in own}


@lru_cache(maxsize=64)
def _template(source: str) -> Template:
    return catalogue.template_of(_data(source))


@lru_cache(maxsize=64)
def _form(source: str) -> Form:
    return catalogue.form_of(_data(source))


def _data(source: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(source)
    return found
