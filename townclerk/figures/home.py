"""What figures bring to the home page and to what a person owes."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from townclerk.figures import history, links, register
from townclerk.figures.display import parse_value, shown
from townclerk.platform.access.reader import Reader
from townclerk.platform.deadlines.core.stopping import Standing
from townclerk.platform.deadlines.kinds import task_kind
from townclerk.platform.deadlines.owed import Owed, owed_provider
from townclerk.platform.web.news import News, Section, news_provider

SIGN_OFF = task_kind("figure-sign-off", "Figure to sign off")
MANY = 5
"""More statements than this are one thing to do, not a list of them."""


@news_provider(Section.MOVED)
def moved(reader: Reader) -> Iterator[News]:
    """Signed figures the reader answers for that are no longer what was signed."""
    if reader.user_id is None:
        return
    for figure in history.of_mine_that_moved(reader):
        period = f", {figure.period.label}" if figure.period else ""
        yield News(
            title=f"{figure.label}{period}",
            address=links.url(figure.key, figure.scope, figure.period, figure.as_at),
            detail=" ".join(figure.caveats),
            display=figure.display,
            on=figure.as_at,
        )


@owed_provider
def to_sign(reader: Reader, on: date) -> Iterator[Owed]:
    """Statements that wait for the sign-off of a role the reader holds."""
    rows = history.unsigned(reader)
    if len(rows) > MANY:
        yield Owed(
            title=f"Sign off {len(rows)} values of figures",
            kind=SIGN_OFF,
            standing=Standing.UNDATED,
            address=reverse("figures:waiting"),
        )
        return
    definitions = register.definitions_of({row.key for row in rows})
    for row in rows:
        of = definitions[row.key]
        stated = shown(parse_value(row.value, of.unit), of.unit, of.display)
        yield Owed(
            title=f"Sign off {of.label}{f', {row.period}' if row.period else ''}",
            kind=SIGN_OFF,
            standing=Standing.UNDATED,
            address=links.url(row.key, row.scope, row.period or None, row.as_at),
            about=f"Stated as {stated}",
        )
