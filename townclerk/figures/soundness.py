"""Whether the definitions of figures are whole, and the facts are what was landed."""

from collections import Counter
from collections.abc import Iterator

from townclerk.figures import register
from townclerk.figures.facts import storage
from townclerk.figures.facts.batches import root
from townclerk.figures.facts.schema import BATCH, Table
from townclerk.figures.models import FactBatch, Residual, ReturnedValue
from townclerk.kernel.errors import Problem
from townclerk.platform.access import matrix
from townclerk.platform.check import check
from townclerk.platform.retention.models import Certificate


@check("figures", "The definitions of figures")
def definitions_are_whole() -> Iterator[Problem]:
    definitions = register.definitions()
    if not definitions:
        yield Problem("No figure is defined.")
    roles = matrix.roles()
    for one in definitions:
        if one.owner_role not in roles:
            yield Problem(f"{one.key} is owned by {one.owner_role}, which is no role.")
        if not (one.definition.strip() and one.source.strip()):
            yield Problem(f"{one.key} lacks its definition in words or its source.")
    known = set(register.keys())
    stated = ReturnedValue.objects.order_by().values_list("key", flat=True).distinct()
    for key in sorted(set(stated) - known):
        yield Problem(f"Values are returned for {key}, which is defined no more.")
    numbers = set(Certificate.objects.values_list("number", flat=True))
    for kept in Residual.objects.exclude(certificate__in=numbers):
        yield Problem(f"{kept}: there is no such certificate.")


@check("facts", "The facts store against what was landed")
def facts_are_as_landed() -> Iterator[Problem]:
    landed = FactBatch.objects.filter(
        state__in=(FactBatch.State.LANDED, FactBatch.State.SUPERSEDED)
    )
    for name in sorted(set(landed.values_list("table", flat=True))):
        there = _rows(name)
        for batch in landed.filter(table=name):
            if there[batch.batch] != batch.rows:
                yield Problem(
                    f"{batch} landed with {batch.rows} rows, and {there[batch.batch]} are there.",
                    hint="Restore the facts from a backup.",
                )


def _rows(name: str) -> Counter[str]:
    """How many rows of each batch the table on the disk holds."""
    import duckdb

    table = Table(name, ())
    files = storage.files(root(), table) if storage.exists(root(), table) else []
    if not files:
        return Counter()
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {BATCH}, count(*) FROM read_parquet(?) GROUP BY 1",  # noqa: S608 (a constant)
            [files],
        ).fetchall()
    return Counter(dict(rows))
