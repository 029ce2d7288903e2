"""A reorganisation loses nothing, and figures show on either basis."""

from datetime import UTC, date, datetime

import pytest

from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor
from townclerk.platform.audit.models import AuditEntry
from townclerk.platform.organisation import affected, operations, queries

pytestmark = pytest.mark.django_db
WHO = {"actor": Actor(user=None, os_user="test"), "moment": datetime(2021, 4, 1, 9, tzinfo=UTC)}
YEAR_END, MAY = date(2021, 3, 31), date(2021, 5, 20)


def unit(code, kind="service", parent=None, start=date(2017, 4, 1)):
    operations.create_unit(
        code=code, name=code.title(), kind=kind, parent=parent, start=start, **WHO
    )


@pytest.fixture
def split():
    unit("council", "portfolio")
    unit("communities", "portfolio", "council")
    unit("libraries", "service", "communities")
    operations.split_unit(
        code="communities",
        into={"customers": ("Customers", 2), "neighbourhoods": ("Neighbourhoods", 1)},
        on=MAY,
        **WHO,
    )


def test_it_shows_old_figures_on_the_old_and_the_new_basis(split):
    old = {"communities": Money.parse("100.00"), "council": Money.parse("7.00")}
    new = queries.restate(old, YEAR_END, MAY)
    assert new == {
        "customers": Money.parse("66.67"),
        "neighbourhoods": Money.parse("33.33"),
        "council": Money.parse("7.00"),
    }
    assert queries.restate(new, MAY, YEAR_END) == old


def test_it_orphans_nothing_on_a_split(split):
    assert queries.descendants("council", YEAR_END) == {"council", "communities", "libraries"}
    assert queries.descendants("council", MAY) == {
        "council", "customers", "neighbourhoods", "libraries",
    }  # fmt: skip
    assert queries.unit_label("communities", MAY) == "Communities"


def test_it_reads_the_whole_tree_in_one_query(split, django_assert_num_queries):
    with django_assert_num_queries(1):
        top = queries.tree(MAY)
    assert [node.code for node in top] == ["council"]
    assert [node.code for node in top[0].children] == ["customers", "neighbourhoods"]


def test_it_renames_and_moves_from_a_day():
    for code in ("people", "place"):
        unit(code, "directorate")
    unit("parks", parent="people")
    operations.rename_unit(code="parks", name="Green space", on=date(2020, 4, 1), **WHO)
    operations.move_unit(code="parks", parent="place", on=date(2021, 4, 1), **WHO)
    assert queries.unit_label("parks", date(2020, 3, 31)) == "Parks"
    assert queries.unit_label("parks", date(2020, 4, 1)) == "Green space"
    assert "parks" in queries.descendants("people", YEAR_END)
    assert "parks" in queries.descendants("place", date(2021, 4, 1))
    assert "parks" not in queries.descendants("people", date(2021, 4, 1))
    assert [n.start.year for n in queries.history("parks")] == [2017, 2020, 2021]


def test_it_refuses_to_move_a_unit_below_itself():
    unit("people", "directorate")
    unit("care", parent="people")
    with pytest.raises(Problems):
        operations.move_unit(code="people", parent="care", on=MAY, **WHO)


def test_it_carries_merged_figures_forward_and_will_not_guess_them_back():
    for code in ("east", "west"):
        unit(code)
    operations.merge_units(codes=("east", "west"), into="town", name="Town", on=MAY, **WHO)
    values = {"east": Money.parse("1.00"), "west": Money.parse("2.00")}
    assert queries.restate(values, YEAR_END, MAY) == {"town": Money.parse("3.00")}
    with pytest.raises(queries.CannotRestate):
        queries.restate({"town": Money.parse("3.00")}, MAY, YEAR_END)


def test_it_will_not_guess_back_a_merge_into_a_unit_that_stayed():
    for code in ("east", "town"):
        unit(code)
    operations.merge_units(codes=("east", "town"), into="town", name="Town", on=MAY, **WHO)
    assert queries.restate(
        {"east": Money.parse("1.00"), "town": Money.parse("2.00")}, YEAR_END, MAY
    ) == {"town": Money.parse("3.00")}
    with pytest.raises(queries.CannotRestate):
        queries.restate({"town": Money.parse("3.00")}, MAY, YEAR_END)


def test_it_closes_a_unit_only_with_a_successor_and_nothing_below():
    unit("people", "directorate")
    unit("care", parent="people")
    unit("place", "directorate")
    with pytest.raises(Problems, match="care"):
        operations.close_unit(code="people", on=MAY, successor="place", reason="x", **WHO)
    operations.close_unit(code="care", on=MAY, successor="place", reason="joined", **WHO)
    assert AuditEntry.objects.filter(verb="close").count() == 1
    assert queries.restate({"care": Money.parse("5.00")}, YEAR_END, MAY) == {
        "place": Money.parse("5.00")
    }


def test_it_lists_what_hangs_on_a_unit(monkeypatch):
    monkeypatch.setattr(affected, "_finders", {})
    affected.register_hanging(
        "plan", lambda codes, on: [affected.Hanging("plan lines", len(codes))]
    )
    affected.register_hanging("none", lambda codes, on: [affected.Hanging("posts", 0)])
    found = affected.what_hangs_on(frozenset(("care",)), MAY)
    assert found == [affected.Hanging("plan lines", 1)]
