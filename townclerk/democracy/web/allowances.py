"""Members' allowances: the scheme with its rates, and each year's statement, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from townclerk.democracy.figures_allowances import KEY
from townclerk.democracy.models import AllowanceRate
from townclerk.democracy.permissions import CLERKS
from townclerk.democracy.queries import allowances as queries
from townclerk.democracy.queries.allowances import Entitled, Held
from townclerk.democracy.web.papers import inside
from townclerk.figures import url as figure_url
from townclerk.kernel.display import money_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear, NotAYear
from townclerk.platform import clock
from townclerk.platform.access.http import public, reader_of_request

KINDS = AllowanceRate.Kind
HEADINGS = ("Member", *(str(kind.label) for kind in KINDS), "Together")


@public
def index(request: HttpRequest) -> HttpResponse:
    """The scheme of today, and what members were owed in a year that is published.

    Who reads behind it sees the year as it stands before that.
    """
    within = inside(request)
    held = queries.read()
    open_years = [
        year for year in queries.years(held, clock.today()) if within or held.published(year)
    ]
    year, wrong = _asked(request, open_years)
    scheme = queries.in_force(clock.today())
    content = {
        "scheme": scheme,
        "rates": _rates(scheme.pk) if scheme else (),
        "years": [(one.label, one == year) for one in reversed(open_years)],
        "year": year.label if year else "",
        "wrong": wrong,
        "headings": HEADINGS,
        "example": False,
        **(_statement(held, year) if year else {}),
        "keeps": reader_of_request(request).held(*CLERKS),
    }
    return render(request, "democracy/allowances.html", content, status=404 if wrong else 200)


def _asked(request: HttpRequest, years: list[FinancialYear]) -> tuple[FinancialYear | None, str]:
    """The year asked for, the latest without one."""
    typed = request.GET.get("year", "").strip()
    if not typed:
        return (years[-1] if years else None), ""
    try:
        year = FinancialYear.parse(typed)
    except NotAYear as error:
        return None, str(error)
    return (year, "") if year in years else (None, f"Nothing is open to you of {year}.")


def _rates(scheme: int) -> list[tuple[str, ...]]:
    today = clock.today()
    rows = AllowanceRate.objects.filter(scheme=scheme).select_related("body")
    return [
        (rate.title, rate.get_kind_display(), str(rate.body or ""), _pounds(rate.yearly))
        for rate in rows
        if rate.start <= today and (rate.end is None or rate.end > today)
    ]


def _statement(held: Held, year: FinancialYear) -> dict[str, object]:
    owed = queries.of_year(held, year)
    statement = held.published(year)
    return {
        "rows": [_row(one, year) for one in owed],
        "total": [
            "All members",
            *(_pounds(Money.total(one.of(kind) for one in owed)) for kind in KINDS),
            _pounds(Money.total(one.total for one in owed)),
        ],
        "whole": figure_url(KEY, period=year.label) if owed else "",
        "published": statement.published_on if statement else None,
        "note": statement.note if statement else "",
        "over": clock.today() > year.last,
        "example": queries.from_example(held, owed),
    }


def _row(one: Entitled, year: FinancialYear) -> tuple[str, list[str], str, str]:
    """Label, an amount for each kind, what they come to, and where that is explained."""
    amounts = [_pounds(amount) if (amount := one.of(kind)) else "" for kind in KINDS]
    address = figure_url(KEY, one.member.code, period=year.label)
    return (one.member.label, amounts, _pounds(one.total), address)


def _pounds(amount: Money) -> str:
    return f"£{money_display(amount)}"
