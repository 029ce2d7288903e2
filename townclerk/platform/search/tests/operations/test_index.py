"""What is written is found in the same transaction; what is taken away is not."""

from datetime import date

import pytest
from django.db import transaction

from townclerk.platform import clock, records
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.organisation.models import Unit, UnitName
from townclerk.platform.search import (
    Audience,
    Findable,
    SearchableModel,
    SearchablePages,
    declare,
    index,
)
from townclerk.platform.search.declaration import WrongDeclaration, withdraw
from townclerk.platform.search.models import IndexedPage
from townclerk.platform.search.queries import PAGE, find, respelt, suggest

pytestmark = pytest.mark.django_db
SIGNED_IN = a_reader("member")


def a_name(name, code="parks"):
    unit, _ = Unit.objects.get_or_create(code=code)
    return UnitName(unit=unit, kind="service", name=name, start=date(2017, 4, 1))


def titles(text, reader=SIGNED_IN):
    return [result.title for result in find(text, reader).shown]


def everyone(title, text=""):
    return Findable(title=title, url="/", audience=Audience.EVERYONE, text=text)


def test_it_finds_a_record_as_soon_as_it_is_written():
    saved = records.create(a_name("Parks and trees"), actor=an_actor(), moment=clock.now())
    assert titles("tree") == ["Parks and trees"]
    changed = {"name": "Parks and woodland"}
    records.change(saved, changed, actor=an_actor(), moment=clock.now())
    assert titles("trees") == []
    assert titles("woodlands") == ["Parks and woodland"]


def test_it_forgets_a_record_that_is_removed():
    saved = records.create(a_name("Parks and trees"), actor=an_actor(), moment=clock.now())
    records.remove(saved, actor=an_actor(), moment=clock.now(), reason="Entered twice")
    index.purge()
    assert titles("trees") == []
    assert not IndexedPage.objects.filter(kind="units").exists()


def test_it_leaves_nothing_behind_when_the_write_fails():
    with transaction.atomic():
        records.create(a_name("Parks and trees"), actor=an_actor(), moment=clock.now())
        assert titles("trees") == ["Parks and trees"]
        transaction.set_rollback(True)
    assert titles("trees") == []


def test_it_indexes_records_written_in_bulk_when_told():
    made = UnitName.objects.bulk_create([a_name("Parks", "a"), a_name("Parks", "b")])
    assert titles("parks") == []
    assert index.put_records(made) == 2
    assert titles("parks") == ["Parks", "Parks"]


def test_it_rebuilds_from_the_records():
    records.create(a_name("Parks and yews"), actor=an_actor(), moment=clock.now())
    IndexedPage.objects.all().delete()
    assert titles("yews") == []
    assert index.rebuild()["units"] == 1
    assert titles("yews") == ["Parks and yews"]


def test_it_costs_one_statement_a_write(django_assert_num_queries, django_assert_max_num_queries):
    with django_assert_num_queries(1):
        index.put("things", [("1", everyone("One"))])
    with django_assert_max_num_queries(6):
        index.put("things", [(str(n), everyone(f"Thing {n}")) for n in range(400)])


def test_it_asks_two_queries_however_much_there_is(django_assert_num_queries):
    for size in (1, PAGE * 5):
        index.put("things", [(str(n), everyone("A thing")) for n in range(size)])
        with django_assert_num_queries(2):
            found = find("thing", SIGNED_IN)
        assert found.total == size


def test_it_puts_a_word_in_the_title_first():
    index.put(
        "things", [("1", everyone("Reserves", text="virement " * 3)), ("2", everyone("Virement"))]
    )
    assert titles("virement") == ["Virement", "Reserves"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2018/19", True),
        ("2018-19", True),
        ("19/2018", False),
        ('"gap in 2018"', True),
        ('"2018 gap"', False),
        ("2018 gap", True),
        ("CAFÉ", True),
        ("cafe", True),
        ("gaps", True),
        ("gap missing", False),
        ("the gap", True),
    ],
)
def test_it_reads_words_alike_on_both_databases(asked, found):
    index.put("things", [("1", everyone("Gap in 2018/19 at the café"))])
    assert (titles(asked) != []) is found


@pytest.mark.parametrize(
    "asked",
    ['"', "gap AND", "NEAR(", "gap*", "title_words:gap", "'); DROP", "a:* | b", "\\", "\0gap"],
)
def test_it_takes_query_syntax_as_plain_words(asked):
    index.put("things", [("1", everyone("Nothing of it"))])
    assert titles(asked) == []


def test_it_counts_kinds_and_pages_through_one():
    index.put("things", [(str(n), everyone("A thing")) for n in range(PAGE + 1)])
    index.put("others", [("1", everyone("Another thing"))])
    found = find("thing", SIGNED_IN, kind="things", number=2)
    assert [(k.kind, k.count) for k in found.kinds] == [("things", PAGE + 1), ("others", 1)]
    assert (found.total, found.everywhere, found.pages, len(found.shown)) == (
        PAGE + 1,
        PAGE + 2,
        2,
        1,
    )
    assert find("thing", SIGNED_IN, number=99).number == 2


def test_it_suggests_only_what_the_reader_may_see():
    secret = Findable(title="Severance of an officer", url="/", area=Area.PEOPLE)
    index.put("things", [("1", everyone("Several trees")), ("2", secret)])
    assert suggest("seve", Reader.anonymous(date(2017, 1, 1))) == ["Several trees"]
    assert respelt(find("severence", SIGNED_IN).terms, SIGNED_IN) != "severance"
    assert respelt(find("tres", SIGNED_IN).terms, SIGNED_IN) == "trees"


def test_it_refreshes_the_pages_of_the_program():
    shown = [("one", everyone("Virement explained"))]
    declare(SearchablePages(kind="help", title="Help", pages=lambda: shown))
    try:
        index.refresh_pages()
        assert titles("virement") == ["Virement explained"]
        shown[:] = []
        index.refresh_pages()
        assert titles("virement") == []
    finally:
        withdraw("help")


def test_it_refuses_declarations_that_could_not_work():
    with pytest.raises(WrongDeclaration):
        Findable(title="Open and closed", url="/", audience=Audience.EVERYONE, clearance="exempt")
    with pytest.raises(WrongDeclaration):
        Findable(title="Nowhere", url="/")
    with pytest.raises(WrongDeclaration):
        declare(SearchableModel(kind="units", title="Twice", model=Unit, findable=lambda u: None))
