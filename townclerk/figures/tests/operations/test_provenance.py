"""The file behind a record reaches the leaf of the explanation, for who may see it."""

from datetime import UTC, date, datetime

import pytest

from townclerk import figures
from townclerk.figures import operations, register
from townclerk.figures.models import FactBatch
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.explained import Step, brought_in
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_reader, a_user, an_actor
from townclerk.platform.exchange.models import ImportBatch

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def named():
    """Declares a figure whose leaves name these batches."""
    batches_named = []

    def compute(question):
        parts = tuple(
            Step(label=name, value=1, source=brought_in(name, 7), access="totals")
            for name in batches_named
        )
        step = Step(label="Top", value=len(parts), parts=parts)
        return figures.Answer(value=len(parts), step=step, status=figures.Status.PUBLISHED)

    figures.figure(
        key="test.traced",
        label="Traced",
        unit=figures.Unit.COUNT,
        display="count",
        definition="Counts its leaves.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=True,
    )(compute)
    yield batches_named
    register.discard("test.traced")


def an_import(user=None):
    return ImportBatch.objects.create(
        template="things",
        filename="things.xlsx",
        sha256="f" * 64,
        size=1,
        stored="imports/x",
        user=user,
        os_user="loader",
        moment=MOMENT,
    )


def leaves(reader=OPERATOR):
    return figures.ask("test.traced", reader=reader).explanation.parts


def test_it_names_file_checksum_who_when_and_row(named):
    batch = an_import(a_user("finance-partner", username="partner"))
    named += [batch.reference]
    source = leaves()[0].source
    assert (source.file, source.checksum, source.who) == ("things.xlsx", "f" * 64, "partner")
    assert (source.when, source.row, source.batch) == (MOMENT, "7", batch.reference)


def test_it_names_the_file_of_a_batch_of_facts(named):
    FactBatch.objects.create(
        table="lines", batch="abc", name="May", file="may.csv", checksum="e" * 64, rows=1
    )
    named += ["abc"]
    assert (leaves()[0].source.file, leaves()[0].source.row) == ("may.csv", "7")


def test_it_keeps_the_reference_of_a_batch_of_which_no_file_is_known(named):
    named += ["import-999999", "typed"]
    assert [leaf.source.file for leaf in leaves()] == ["", ""]
    assert leaves()[1].source.shown == "Batch typed, of which no file is kept, row 7"


def test_it_hides_who_and_which_row_from_those_who_see_no_records(named):
    named += [an_import(a_user(username="partner")).reference]
    for reader in (Reader.anonymous(date(2026, 5, 1)), a_reader("member")):
        source = leaves(reader)[0].source
        assert (source.who, source.row, source.file) == ("", "", "things.xlsx")
    assert leaves(a_reader("s151-officer"))[0].source.who == "partner"


def test_it_asks_one_query_however_many_files_there_are(named, django_assert_num_queries):
    named += [an_import().reference]
    with django_assert_num_queries(2):
        leaves()
    named += [an_import().reference for _ in range(20)]
    with django_assert_num_queries(2):
        assert {leaf.source.who for leaf in leaves()} == {"loader"}


def test_it_gives_sheet_and_row_as_they_stand_in_a_workbook(named):
    batch = an_import()
    batch.sheet, batch.rows_at = "Lines", [[2, 5], [6, 12]]
    batch.save()
    named += [batch.reference]
    assert (leaves()[0].source.sheet, leaves()[0].source.row) == ("Lines", "13")
    assert [batch.file_row(row) for row in (2, 5, 6)] == [5, 8, 12]


def test_it_looks_for_origins_once_and_only_when_an_explanation_is_opened(
    named, django_assert_num_queries
):
    named.append(an_import(a_user()).reference)
    asked = [figures.Ask(key="test.traced")] * 3
    with django_assert_num_queries(1):  # What was signed.
        found = figures.ask_many(asked, reader=OPERATOR)
        assert [one.value for one in found] == [1, 1, 1]
    with django_assert_num_queries(1):
        files = {one.explanation.parts[0].source.file for one in found}
    assert files == {"things.xlsx"}


def test_what_was_signed_with_its_origins_has_not_moved_until_they_do(named):
    batch = an_import(a_user())
    named.append(batch.reference)
    operations.sign_off("test.traced", actor=an_actor("s151-officer"), moment=MOMENT)
    signed = figures.ask("test.traced", reader=OPERATOR)
    assert (signed.signed_on, signed.caveats) == (MOMENT.date(), ())
    batch.filename = "others.xlsx"
    batch.save()
    (moved,) = figures.ask("test.traced", reader=OPERATOR).caveats
    assert "what stands below it has moved" in moved
