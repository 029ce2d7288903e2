"""The facts store: landing, replacing, reading as it stood, disposing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from townclerk.figures.core.fact_query import Condition, FactQuery, run_plain
from townclerk.figures.facts import batches, querying, storage
from townclerk.figures.facts.schema import FactColumn, FactType, Table
from townclerk.figures.models import FactBatch
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor

LINES = Table(
    "test.lines",
    (
        FactColumn("unit", FactType.TEXT),
        FactColumn("on", FactType.DATE, required=False),
        FactColumn("amount", FactType.MONEY),
    ),
    control_columns=("amount",),
)
MOMENT = datetime(2026, 4, 1, 9, tzinfo=UTC)
NOBODY = Actor(user=None, os_user="test")
TOTAL = FactQuery(sums=("amount",))


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "root", lambda: tmp_path)
    return tmp_path


def line(unit, pence):
    return {"unit": unit, "on": date(2026, 4, 1), "amount": Money(pence)}


def land(rows, name="one", replaces=None, moment=MOMENT, control=None):
    delivery = batches.Delivery(name=name, file=f"{name}.csv", checksum=name, control=control or {})
    return batches.land(LINES, rows, delivery, actor=NOBODY, moment=moment, replaces=replaces)


def total(**kwargs):
    return querying.run(TOTAL, batches.read(LINES, **kwargs)).get((), {}).get("amount", 0)


@pytest.mark.django_db
class TestBatches:
    def test_it_adds_batches_up(self):
        land([line("a", 100), line("b", 250)])
        land([line("a", -1)], "two")
        assert total() == 349

    def test_it_reads_a_replaced_batch_as_it_stood_before(self):
        first = land([line("a", 100)])
        later = MOMENT + timedelta(days=30)
        land([line("a", 70)], "corrected", replaces=first, moment=later)
        assert total() == 70
        assert total(as_stood_at=MOMENT) == 100
        assert total(as_stood_at=MOMENT - timedelta(seconds=1)) == 0

    def test_it_reads_the_files_of_an_older_version(self):
        first = land([line("a", 100)])
        land([line("a", 5)], "two")
        assert total(version=first.delta_version) == 100

    def test_it_lands_nothing_when_the_control_total_differs(self, own_store):
        with pytest.raises(Problems, match=r"control total says 101\.00"):
            land([line("a", 100)], control={"amount": Money(10_100)})
        assert FactBatch.objects.count() == 0
        assert not storage.exists(own_store, LINES)

    def test_it_names_row_and_column_of_every_wrong_type(self):
        rows = [line("a", 1), {"unit": 7, "on": None, "amount": 1.5}, {"unit": "b", "x": 1}]
        with pytest.raises(Problems) as refused:
            land(rows)
        places = {(p.row, p.column) for p in refused.value.problems}
        assert places == {(2, "unit"), (2, "amount"), (3, "amount"), (3, "x")}

    def test_it_recognises_the_same_file(self):
        land([line("a", 1)])
        with pytest.raises(batches.AlreadyLanded):
            land([line("a", 1)])

    def test_it_never_reads_rows_whose_batch_was_cut_off(self, monkeypatch):
        land([line("a", 100)])

        def killed(*args):
            raise KeyboardInterrupt

        monkeypatch.setattr(batches, "_count_in", killed)
        with pytest.raises(KeyboardInterrupt):
            land([line("a", 900)], "cut off")
        assert total() == 100
        assert batches.recover(actor=NOBODY, moment=MOMENT, before=MOMENT + timedelta(1)) == 1
        assert FactBatch.objects.get(name="cut off").state == "failed"

    def test_it_removes_a_disposed_batch_from_every_file(self, own_store):
        land([line("kept", 1)])
        gone = land([line("secret-unit", 2)], "gone")
        kept = [p.read_bytes() for p in own_store.rglob("*") if p.is_file()]
        assert any(b"secret-unit" in content for content in kept)
        certified = []
        batches.certificate_hook(lambda *given: certified.append(given[0]))
        batches.dispose(LINES, gone, actor=NOBODY, moment=MOMENT, reason="retention")
        batches._certificates.pop()
        assert total() == 1
        assert certified == [gone]
        for path in own_store.rglob("*"):
            if path.is_file():
                assert b"secret-unit" not in path.read_bytes(), path

    def test_it_finishes_a_disposal_that_was_cut_off(self, monkeypatch):
        land([line("kept", 1)])
        gone = land([line("a", 2)], "gone")
        with monkeypatch.context() as cut:
            cut.setattr(storage, "erase", lambda *given: (_ for _ in ()).throw(OSError("killed")))
            with pytest.raises(OSError, match="killed"):
                batches.dispose(LINES, gone, actor=NOBODY, moment=MOMENT, reason="retention")
        gone.refresh_from_db()
        assert (gone.state, total()) == ("disposing", 1)
        done = batches.dispose(LINES, gone, actor=NOBODY, moment=MOMENT, reason="retention")
        assert done.state == "disposed"

    def test_it_keeps_every_batch_through_compaction(self):
        for number in range(5):
            land([line("a", 10)], f"n{number}")
        batches.compact(LINES)
        assert total() == 50


def test_it_loses_no_append_of_several_at_once(own_store):
    def write(number):
        columns = {"unit": ["a"], "on": [None], "amount": [number]}
        storage.append(own_store, LINES, f"b{number}", columns)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    import ibis

    rows = ibis.duckdb.connect().read_parquet(storage.files(own_store, LINES))
    assert sorted(rows.to_pyarrow()["amount"].to_pylist()) == list(range(12))


CELLS = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["a", "b", "c"]),
        "on": st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "amount": st.integers(-(2**40), 2**40),
    }
)
CONDITIONS = st.one_of(
    st.builds(
        Condition,
        st.just("amount"),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">="]),
        st.integers(-100, 100),
    ),
    st.builds(Condition, st.just("unit"), st.sampled_from(["=", "!="]), st.sampled_from("ab")),
    st.builds(Condition, st.just("on"), st.sampled_from(["<", ">="]), st.dates(date(2020, 1, 1))),
)
QUERIES = st.builds(
    FactQuery,
    st.lists(CONDITIONS, max_size=2).map(tuple),
    st.sampled_from([(), ("unit",), ("unit", "on")]),
    st.sampled_from([(), ("amount",)]),
)


@given(rows=st.lists(CELLS, min_size=1, max_size=12), query=QUERIES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_agrees_with_the_plain_engine(rows, query):
    import ibis

    stored = ibis.memtable(rows, schema={"unit": "string", "on": "date", "amount": "int64"})
    assert querying.run(query, stored) == run_plain(query, rows)
