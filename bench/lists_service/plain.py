"""The floor of a list page: the same two queries and the same template, with nothing between.

It knows its table, asks no permission row by row, and hands the template plain dictionaries.
"""

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from townclerk.kernel.display import date_display, money_display
from townclerk.kernel.money import Money
from townclerk.platform.access.http import public

PAGE = 50
COLUMNS = ("id", "code", "name", "department", "type", "state", "end_date", "yearly_cost")
HEADS = (
    ("code", "Code", ""),
    ("name", "Name", ""),
    ("department", "Department", ""),
    ("type", "Type", ""),
    ("state", "State", ""),
    ("end_date", "Ends", ""),
    ("yearly_cost", "Pays for, a year", "£"),
)
FACETS = {
    "type": [(t, t.capitalize()) for t in ("core", "ring-fenced", "capital", "one-off")],
    "state": [("rumoured", "Rumoured"), ("final", "Final")],
    "department": [(f"Department {n}", f"Department {n}") for n in range(20)],
}
REGISTER = {
    "name": "grants",
    "title": "Funding streams",
    "singular": "funding stream",
    "description": "Government funding, one record a stream, as it firms up.",
    "search": ("code",),
    "empty": "",
    "columns": [{"name": name, "label": label} for name, label, _ in HEADS],
}


def asked(request: HttpRequest) -> tuple[list[tuple], int]:
    """The page's rows and how many there are in all: the two queries the register's list runs."""
    wheres, values = [], []
    for name in FACETS:
        if request.GET.get(name):
            wheres.append(f"{name} = %s")
            values.append(request.GET[name])
    for word in request.GET.get("q", "").split():
        looked_in = ("code", "name", "department", "conditions")
        wheres.append(f"({' OR '.join(f'{name} LIKE %s' for name in looked_in)})")
        values += [f"%{word}%"] * len(looked_in)
    where = f"WHERE {' AND '.join(wheres)}" if wheres else ""
    sort = request.GET.get("sort", "")
    name = sort.removeprefix("-") if sort.removeprefix("-") in COLUMNS else "name"
    order = f"{name} DESC, id" if sort.startswith("-") else f"{name}, id"
    offset = (int(request.GET.get("page", 1)) - 1) * PAGE
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM finance_grantstream {where}", values)  # noqa: S608
        (count,) = cursor.fetchone()
        cursor.execute(
            f"SELECT {', '.join(COLUMNS)} FROM finance_grantstream"  # noqa: S608
            f" {where} ORDER BY {order} LIMIT {PAGE} OFFSET {offset}",
            values,
        )
        return cursor.fetchall(), count


def cells(row: tuple) -> tuple[str, list[tuple[str, str]], int]:
    pk, code, name, department, kind, state, ends, cost = row
    day = ends.isoformat() if hasattr(ends, "isoformat") else ends
    return (
        f"/r/grants/{pk}/",
        [
            (code, ""),
            (name, ""),
            (department, ""),
            (kind.capitalize(), ""),
            (state.capitalize(), ""),
            (day and date_display(ends) if hasattr(ends, "year") else day or "", ""),
            ("" if cost is None else money_display(Money(cost), "£"), ""),
        ],
        pk,
    )


@public
def plain(request: HttpRequest) -> HttpResponse:
    rows, count = asked(request)
    page = Paginator(range(count), PAGE).get_page(request.GET.get("page"))
    chosen = {name: request.GET.get(name, "") for name in FACETS}
    found = {
        "words": request.GET.get("q", ""),
        "sort": request.GET.get("sort", ""),
        "columns": REGISTER["columns"],
        "narrowed": any(chosen.values()),
    }
    facets = {
        "counted": True,
        "facets": [
            {
                "column": {"name": name, "label": name.capitalize()},
                "options": [{"value": value, "text": text} for value, text in options],
                "chosen": chosen[name],
            }
            for name, options in FACETS.items()
        ],
    }
    heads = [
        (
            {"label": label, "unit": unit, "kind": {"numeric": bool(unit)}, "name": name},
            f"?sort={name}",
            "none",
        )
        for name, label, unit in HEADS
    ]
    context = {
        "register": REGISTER,
        "found": found,
        "facets": facets,
        "counting": "",
        "page": page,
        "rows": [cells(row) for row in rows],
        "heads": heads,
        "exports": [("CSV", "/"), ("Excel", "/"), ("JSON", "/")],
        "may_add": True,
        "may_import": True,
        "views": [],
        "view": "",
        "kept": {},
        "query": "",
        "roles": [("finance-partner", "Finance partner")],
        "acts": [("set:name", "Set name")],
    }
    return render(request, "registers/list.html", context)
