"""The pass on the other database leaves out only what asks no database anything."""

from pathlib import Path

import pytest
from django.db import connection

from tests.selection import only_database, touches_database


@pytest.mark.parametrize(
    ("fixtures", "marks", "wanted"),
    [
        ((), (), False),
        (("tmp_path", "client"), ("parametrize", "slow"), False),
        (("db",), (), True),
        (("transactional_db",), (), True),
        (("people", "loaded", "demonstration_database"), (), True),
        ((), ("django_db",), True),
        (("installation",), ("database",), True),
    ],
)
def test_it_knows_what_touches_a_database(fixtures, marks, wanted):
    assert touches_database(fixtures, marks) is wanted


@pytest.mark.django_db
def test_it_is_kept_by_its_mark(request):
    assert only_database([request.node]) == ([request.node], [])


def test_it_is_kept_by_a_fixture_behind_another(request, people_in_a_database):
    assert only_database([request.node]) == ([request.node], [])


def test_it_is_left_out_and_could_not_have_asked(request):
    assert only_database([request.node]) == ([], [request.node])
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()


def test_what_opens_a_browser_is_where_the_suite_looks_for_it():
    root = Path(__file__).resolve().parents[2]
    marked = {
        path.relative_to(root).parent.as_posix()
        for place in ("tests", "townclerk")
        for path in (root / place).rglob("test_*.py")
        if "mark." + "browser" in path.read_text(encoding="utf-8")
    }
    assert marked == {"tests/browser"}


@pytest.fixture
def people_in_a_database(db):
    return None
