from hypothesis import given
from hypothesis import strategies as st

from townclerk.figures.core.cutting import HIDDEN, Sight, cut
from townclerk.figures.core.suppression import suppress
from townclerk.kernel.explained import Provenance, Records, Step

COUNTS = st.lists(st.integers(0, 60), max_size=8)


@given(COUNTS, st.integers(1, 12))
def test_it_never_shows_a_small_count(counts, threshold):
    shown = suppress(counts, threshold).counts
    assert all(count is None or count == 0 or count >= threshold for count in shown)


@given(COUNTS, st.integers(1, 12))
def test_it_leaves_no_hidden_count_to_be_worked_out(counts, threshold):
    found = suppress(counts, threshold)
    hidden = [count for count, shown in zip(counts, found.counts, strict=True) if shown is None]
    if found.total is not None and hidden:
        left = found.total - sum(count for count in found.counts if count is not None)
        assert len(hidden) >= 2
        assert left == sum(hidden) >= threshold


@given(st.lists(st.integers(12, 60) | st.just(0), max_size=8))
def test_it_hides_nothing_when_no_count_is_small(counts):
    found = suppress(counts, 12)
    assert list(found.counts) == counts
    assert found.total == sum(counts)


PUBLIC = Sight(lambda access: access in ("", "public"), records=False, names=False)
TREE = Step(
    label="Cases",
    value=43,
    how="40 + 3",
    parts=(
        Step(label="North", value=40, access="personal"),
        Step(label="South", value=3, access="personal"),
    ),
    source=Provenance(file="cases.csv", checksum="c" * 64, who="a name", when=None),
    records=Records(count=43, kind="case", label="cases", keys=("1", "2"), url="/r/cases/"),
)


def test_it_hides_small_counts_and_what_would_give_them_back():
    seen = cut(TREE, PUBLIC, held_by="head-of-service")
    assert [part.display for part in seen.parts] == [HIDDEN, HIDDEN]
    assert seen.value == 43
    assert seen.how == ""


def test_it_keeps_counts_and_sources_but_no_keys_and_no_names():
    seen = cut(TREE, PUBLIC, held_by="head-of-service")
    assert (seen.records.count, seen.records.keys, seen.records.url) == (43, (), "")
    assert (seen.source.file, seen.source.who) == ("cases.csv", "")


def test_it_says_who_holds_what_lies_below():
    locked = Step(label="Pay", value=9, access="records", parts=(Step(label="One", value=9),))
    seen = cut(Step(label="All", value=9, parts=(locked,)), PUBLIC, held_by="head-of-service")
    assert seen.parts[0].parts == ()
    assert seen.parts[0].held_by == "head-of-service"


def test_it_leaves_everything_to_who_may_open_it():
    everything = Sight(lambda access: True, records=True, names=True)
    assert cut(TREE, everything, held_by="x") == TREE


def test_it_closes_all_parts_when_one_is_a_figure_that_is_closed():
    whole = Step(
        label="All",
        value=9,
        how="4 + 5",
        parts=(Step(label="Open", value=4), Step(label="Closed", value=5, figure="x.secret")),
    )
    sight = Sight(lambda a: True, records=False, names=False, opens_figure=lambda f: False)
    seen = cut(whole, sight, held_by="head-of-service")
    assert (seen.parts, seen.how, seen.held_by) == ((), "", "head-of-service")
