"""Append a million facts and aggregate them, beside bare DuckDB over one Parquet file.

Run: .venv/bin/python -m bench.facts
"""

import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from townclerk.figures.facts import storage
from townclerk.figures.facts.schema import FactColumn, FactType, Table

ROWS = 1_000_000
LINES = Table(
    "bench.lines",
    (
        FactColumn("unit", FactType.TEXT),
        FactColumn("month", FactType.INTEGER),
        FactColumn("amount", FactType.MONEY),
    ),
)
SQL = "select unit, month, sum(amount)::bigint from read_parquet({}) group by 1, 2 order by 1, 2"


def columns():
    return {
        "unit": [f"C{n % 500:04d}" for n in range(ROWS)],
        "month": [n % 12 + 1 for n in range(ROWS)],
        "amount": [n * 7919 % 1_000_003 - 500_000 for n in range(ROWS)],
    }


def timed(work):
    best, found = float("inf"), None
    for _ in range(3):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def through_ibis(root):
    import ibis

    rows = ibis.duckdb.connect().read_parquet(storage.files(root, LINES))
    rows = rows.filter(rows.batch.isin(["b1"]))
    summed = rows.group_by(["unit", "month"]).aggregate(total=rows.amount.sum().cast("int64"))
    table = summed.order_by(["unit", "month"]).to_pyarrow()
    return [tuple(row.values()) for row in table.to_pylist()]


def main():
    made = columns()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        start = time.perf_counter()
        storage.append(root, LINES, "b1", made)
        ours = time.perf_counter() - start
        plain = root / "plain.parquet"
        start = time.perf_counter()
        pq.write_table(pa.table(made), plain)
        floor = time.perf_counter() - start
        print(f"append {ROWS} rows: {ours:.2f} s; bare Parquet {floor:.2f} s")
        bare, wanted = timed(lambda: duckdb.sql(SQL.format(f"'{plain}'")).fetchall())
        mine, found = timed(lambda: through_ibis(root))
        assert found == wanted
        print(f"aggregate: {mine:.3f} s; bare DuckDB {bare:.3f} s; {mine / bare:.2f} times")


if __name__ == "__main__":
    main()
