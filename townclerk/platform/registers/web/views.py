"""Reading registers: the index, a list, one record, a file of the list."""

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import public, signed_in
from townclerk.platform.access.reader import Reader
from townclerk.platform.exchange.queries import open_to
from townclerk.platform.exchange.web.views import sheet
from townclerk.platform.exchange.writing import FORMS
from townclerk.platform.files.queries import panel
from townclerk.platform.organisation.models import Unit
from townclerk.platform.registers import exporting, log, saved
from townclerk.platform.registers.declaration import (
    Column,
    Kind,
    Register,
    UnknownRegister,
    Ways,
    all_registers,
    by_name,
    of_model,
)
from townclerk.platform.registers.facets import faceted
from townclerk.platform.registers.history import history
from townclerk.platform.registers.listing import Listing, Pages, listing, query_of
from townclerk.platform.registers.models import SavedView
from townclerk.platform.registers.names import Names
from townclerk.platform.registers.permission import (
    may_contribute,
    may_take,
    opens,
    sees_behind,
    visible,
)
from townclerk.platform.registers.values import raw, referred, shown


def register_or_404(name: str) -> Register:
    try:
        return by_name(name)
    except UnknownRegister as unknown:
        raise Http404(str(unknown)) from unknown


def record_or_404(register: Register, reader: Reader, pk: int) -> Any:
    """A record the reader does not see is not there: its existence is not told either."""
    rows = visible(register, reader).select_related(*register.followed())
    found = rows.prefetch_related(*register.prefetch).filter(pk=pk).first()
    if found is None:
        raise Http404(f"There is no {register.singular} {pk}.")
    return found


@public
def index(request: HttpRequest) -> HttpResponse:
    """The registers this reader may open, by section."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = [register for register in all_registers() if opens(register, reader)]
    found.sort(key=lambda register: (register.section, register.title))
    sections = [(name, list(group)) for name, group in groupby(found, key=lambda r: r.section)]
    return render(request, "registers/index.html", {"by_section": sections})


@public
def list_page(request: HttpRequest, name: str) -> HttpResponse:
    register = register_or_404(name)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    query = query_of(request.GET)
    views = list(saved.seen_by(register, reader))
    opened = _view(register, reader, query, views)
    if opened is not None:
        address = f"{request.path}?{opened.query}&{urlencode({'view': opened.pk})}"
        return HttpResponseRedirect(address)
    found = listing(register, reader, query)
    facets = faceted(found, reader, ask=query.get("counts") == "yes")
    page = Pages(found.rows, facets.total).get_page(query.get("page"))
    names = Names(reader)
    names.meet(referred(found.columns, page.object_list))
    kept = {key: value for key, value in query.items() if key not in ("sort", "page") and value}
    heads = [
        (column, f"?{urlencode({**kept, 'sort': following})}" if following else "", now)
        for column, following, now in found.sorts()
    ]
    context = {
        "register": register,
        "found": found,
        "facets": facets,
        "counting": f"?{urlencode({**kept, 'counts': 'yes'})}",
        "page": page,
        "rows": [_cells(found, record, names) for record in page.object_list],
        "heads": heads,
        "exports": _exports(register, query),
        "may_import": _may_import(register, reader),
        "may_add": Ways.ADD in register.ways and bool(may_contribute(register, reader)),
        "views": views,
        "view": query.get("view", ""),
        "kept": kept | ({"sort": found.sort} if found.sort else {}),
        "query": saved.query_to_keep(query),
        "roles": [(held.code, held.title) for held in reader.roles],
        "acts": _acts(register, reader),
    }
    return render(request, "registers/list.html", context)


def _view(
    register: Register, reader: Reader, query: dict[str, str], views: list[SavedView]
) -> SavedView | None:
    """The view the address asks for by its number alone, or that a bare address opens with."""
    if not query:
        return saved.default_of(register, reader) if views else None
    asked = query.get("view", "")
    if set(query) == {"view"} and asked != "0":
        return next((view for view in views if str(view.pk) == asked), None)
    return None


def _acts(register: Register, reader: Reader) -> list[tuple[str, str]]:
    """What may be done with many records at once, as far as that is known before they are."""
    if reader.user_id is None:
        return []
    contributes = bool(may_contribute(register, reader))
    found = [
        (f"step:{step.name}", step.label)
        for step in (register.states.transitions if register.states else ())
        if (
            contributes
            if step.verb is Verb.CONTRIBUTE
            else reader.reach(register.area, step.verb, subject=step.subject or register.subject)
        )
    ]
    if Ways.CHANGE in register.ways and contributes:
        found += [
            (f"set:{column.name}", f"Set {column.label[:1].lower()}{column.label[1:]}")
            for column in register.changeable
            if column.name not in register.key and column.kind is not Kind.LONG_TEXT
        ]
    return found


def _may_import(register: Register, reader: Reader) -> bool:
    return any(sheet.name == register.name for sheet in open_to(reader))


@signed_in
def import_sheet(request: HttpRequest, name: str) -> HttpResponse:
    """The register's own sheet, or the one an area declares under the same name."""
    register = register_or_404(name)
    above = (
        ("Registers", reverse("registers:index")),
        (register.title, reverse("registers:list", args=[name])),
    )
    return sheet(request, name, above=above)


def _exports(register: Register, query: dict[str, str]) -> list[tuple[str, str]]:
    kept = urlencode({key: value for key, value in query.items() if key != "page" and value})
    return [
        (form.label, reverse("registers:export", args=[register.name, name]) + f"?{kept}")
        for name, form in FORMS.items()
    ]


def _cells(found: Listing, record: Any, names: Names) -> tuple[str, list[tuple[str, str]], int]:
    """The record's address, each cell with the address it leads to, if any, and its key."""
    register = found.register
    cells = [
        (_text(register, column, record, names), _leads_to(column, record, names))
        for column in found.columns
    ]
    return reverse("registers:detail", args=[register.name, record.pk]), cells, record.pk


def _text(register: Register, column: Column, record: Any, names: Names) -> str:
    """The value as a reader sees it: a unit by its name, with its code beside."""
    text = shown(register, column, record, names)
    code = names.code(raw(column, record)) if column.kind is Kind.REFERENCE else ""
    return format_html('{} <span class="tc-code">{}</span>', text, code) if code else text


def _leads_to(column: Column, record: Any, names: Names) -> str:
    if column.kind is not Kind.REFERENCE:
        return ""
    target = raw(column, record)
    if isinstance(target, Unit) and names.reader.user_id is not None:
        return reverse("access:unit", args=[target.code])
    register = of_model(type(target)) if target is not None else None
    if register is None or not opens(register, names.reader) or not names.tells(target):
        return ""
    return reverse("registers:detail", args=[register.name, target.pk])


@public
def detail(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    register = register_or_404(name)
    reader: Reader = request.reader  # type: ignore[attr-defined]
    record = record_or_404(register, reader, pk)
    names = Names(reader)
    values = [
        (column, _text(register, column, record, names), _leads_to(column, record, names))
        for column in register.columns
    ]
    behind = sees_behind(register, reader, record)
    context = {
        "register": register,
        "record": record,
        "values": values,
        "behind": behind,
        "history": history(register, record, names) if behind else (),
        "in_log": behind and log.opens(register, reader),
        "files_panel": panel(reader, record),
        "steps": _steps(register, reader, record),
        "may_change": Ways.CHANGE in register.ways
        and bool(may_contribute(register, reader, record)),
    }
    return render(request, "registers/detail.html", context)


def _steps(register: Register, reader: Reader, record: Any) -> list[tuple[str, str]]:
    """The steps this reader may take now, with their addresses."""
    if register.states is None:
        return []
    state = getattr(record, register.states.field)
    return [
        (step.label, reverse("registers:transition", args=[register.name, record.pk, step.name]))
        for step in register.states.open_from(state)
        if may_take(register, reader, record, step)
    ]


@public
def export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The whole list as it is narrowed and sorted, as a file."""
    register = register_or_404(name)
    if form not in FORMS:
        raise Http404(f"There is no export as {form}. There are: {', '.join(FORMS)}.")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    content = exporting.export(register, reader, query_of(request.GET), form)
    response = HttpResponse(content, content_type=FORMS[form].content_type)
    response["Content-Disposition"] = f'attachment; filename="{register.name}.{form}"'
    return response
