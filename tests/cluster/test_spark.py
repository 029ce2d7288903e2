"""On a cluster the same question gives the same answer, to the penny.

Run by `script/test --spark`: two Spark workers in processes of their own read the very files that
the embedded engine reads.
"""

import random
from datetime import date
from pathlib import Path

import ibis
import pytest

from townclerk.figures.core.fact_query import Condition, FactQuery, run_plain
from townclerk.figures.facts import querying, storage
from townclerk.figures.facts.schema import FactColumn, FactType, Table

SPENDING = Table(
    "tests.spending",
    (
        FactColumn("unit", FactType.TEXT),
        FactColumn("day", FactType.DATE),
        FactColumn("pence", FactType.MONEY),
        FactColumn("hours", FactType.INTEGER, required=False),
    ),
    control_columns=("pence",),
    description="Spending by day and unit.",
)
COMPARED = ("=", "!=", "<", "<=", ">", ">=")


def some_rows(count: int) -> list[dict[str, object]]:
    source = random.Random(2017)  # noqa: S311
    return [
        {
            "unit": source.choice("abc"),
            "day": date(2017, source.randint(1, 12), source.randint(1, 28)),
            "pence": source.randint(-(10**12), 10**12),
            "hours": source.choice([None, *range(5)]),
        }
        for _ in range(count)
    ]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    return some_rows(2_000)


@pytest.fixture(scope="module")
def root(rows, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    for place in range(0, len(rows), 500):
        part = rows[place : place + 500]
        columns = {name: [row[name] for row in part] for name in part[0]}
        storage.append(folder, SPENDING, f"batch-{place}", columns)
    return folder


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("townclerk")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def on_cluster(cluster, root):
    cluster.read.parquet(*storage.files(root, SPENDING)).createOrReplaceTempView("spending")
    return ibis.pyspark.connect(cluster).table("spending")


@pytest.fixture(scope="module")
def embedded(root):
    return ibis.duckdb.connect().read_parquet(storage.files(root, SPENDING))


def some_questions(count: int) -> list[FactQuery]:
    source = random.Random(2018)  # noqa: S311
    values = {"unit": ["a", "b", "z"], "pence": [0, 10**11], "hours": [0, 3]}
    values["day"] = [date(2017, 6, 1), date(2018, 1, 1)]
    found = []
    for _ in range(count):
        names = source.sample(sorted(values), source.randint(0, 2))
        where = tuple(
            Condition(name, source.choice(COMPARED), source.choice(values[name])) for name in names
        )
        groups = tuple(source.sample(["unit", "day", "hours"], source.randint(0, 2)))
        sums = tuple(source.sample(["pence", "hours"], source.randint(0, 2)))
        found.append(FactQuery(where=where, group_by=groups, sums=sums))
    return found


@pytest.mark.parametrize("question", some_questions(12), ids=map(str, range(12)))
def test_the_cluster_answers_as_the_embedded_and_the_plain_engine(
    question, rows, embedded, on_cluster
):
    expected = run_plain(question, rows)
    assert querying.run(question, embedded) == expected
    assert querying.run(question, on_cluster) == expected
