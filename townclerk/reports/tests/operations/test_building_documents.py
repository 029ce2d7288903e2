"""The budget report built from loaded figures, in every form."""

import shutil
import subprocess
from dataclasses import replace

import pytest
from click.testing import CliRunner

from townclerk.figures.errors import NotForReader
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform.access.testing import a_reader
from townclerk.platform.documents import Heading, Table, render_html, render_pdf
from townclerk.reports import drafting
from townclerk.reports.build import build
from townclerk.reports.composing import compose

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(printed_plan):
    return drafting.named("budget-report", "2017/18")


def test_it_composes_chapters_with_footed_tables_and_linked_numbers(draft):
    document = compose(draft, reader=OPERATOR)
    chapters = [one.text for one in document.blocks if isinstance(one, Heading)]
    assert chapters[-1] == "Conclusion"
    tables = [one for one in document.blocks if isinstance(one, Table) and one.total]
    assert [one.caption for one in tables] == FOOTED
    assert tables[-1].total == ("Remaining gap", "4.468", "4.673", "4.887", "14.028")
    page = render_html(document)
    assert "/figures/finance.plan.original_gap/" in page
    assert ">narrow</a>" in page
    assert page.count('role="img"') == 4


def test_it_gives_the_same_checksum_for_the_same_figures(draft):
    first, second = (compose(draft, reader=OPERATOR) for _ in range(2))
    assert first == second


def test_it_refuses_a_period_the_template_does_not_speak_of(draft):
    with pytest.raises(TownclerkError, match="not of 2030/31"):
        compose(drafting.named("budget-report", "2030/31"), reader=OPERATOR)


def test_it_refuses_a_reader_who_may_not_open_the_figures(draft):
    with pytest.raises(NotForReader):
        compose(draft, reader=a_reader())


def test_it_writes_every_form_into_the_folder(draft, tmp_path):
    asked = ["budget-report", "--period", "2017/18", "--out", str(tmp_path / "made")]
    done = CliRunner().invoke(build, asked)
    assert done.exit_code == 0, done.output
    made = {path.suffix: path.read_bytes()[:4] for path in (tmp_path / "made").iterdir()}
    assert made == {".html": b"<art", ".docx": b"PK\x03\x04", ".pdf": b"%PDF"}


CHAPTERS = (
    "Report for decision",
    "In short",
    "Context",
    "The gap first forecast",
    "What has changed since",
    "How the gap is closed before council tax",
    "The framework for change",
    "Council tax",
    "Phasing and the cost of change",
    "Balances",
    "Capital grants",
    "Risks",
    "Consultation",
    "Equality",
    "Conclusion",
)
FOOTED = [
    "What the first forecast was made of",
    "Changes since the first forecast",
    "The proposals",
    "From the first forecast to the remaining gap",
]


def test_it_reads_in_order_with_each_table_whole_under_its_caption(draft):
    reads = shutil.which("pdftotext") or pytest.skip("pdftotext is not installed")
    document = compose(draft, reader=OPERATOR)
    made = render_pdf(document)
    assert b"/StructTreeRoot" in made
    pages = (
        subprocess.run([reads, "-", "-"], input=made, capture_output=True, check=True)  # noqa: S603
        .stdout.decode()
        .split("\f")
    )
    lines = [line.strip() for page in pages for line in page.splitlines()]
    # The list of contents names them first, with their pages.
    after = [lines.index("Report for decision")]
    for number, chapter in enumerate(CHAPTERS[1:], start=1):
        after.append(lines.index(f"{number} {chapter}", after[-1]))
    places = after
    assert places == sorted(places)
    for table in (one for one in document.blocks if isinstance(one, Table)):
        (page,) = (one for one in pages if f"\n{table.title}\n" in one)
        after = page[page.index(f"\n{table.title}\n") :]
        cells = [row[0] for row in (*table.rows, *([table.total] if table.total else ()))]
        found = [after.index(f"\n{cell}\n") for cell in cells]
        assert found == sorted(found), table.title


def test_it_names_the_unit_and_the_whole_plan_over_every_table_of_money(draft):
    document = compose(draft, reader=OPERATOR)
    money = [one for one in document.blocks if isinstance(one, Table) and one.numeric]
    assert len(money) == 8
    assert all(one.title.endswith("(£m)") for one in money)
    assert all(one.header[-1] in ("Whole plan", "2019/20") for one in money)


def test_it_refuses_to_build_when_a_total_is_not_the_sum_of_its_rows(draft):
    document = compose(draft, reader=OPERATOR)
    blocks = [
        replace(one, rows=one.rows[1:]) if isinstance(one, Table) and one.total else one
        for one in document.blocks
    ]
    with pytest.raises(Problems) as refused:
        render_pdf(replace(document, blocks=tuple(blocks)))
    assert len(refused.value.problems) > len(FOOTED)
