"""The budget report built from loaded figures, in every form."""

import pytest
from click.testing import CliRunner

from townclerk.figures.errors import NotForReader
from townclerk.figures.permission import OPERATOR
from townclerk.finance.tests.builders import load_everything
from townclerk.kernel.errors import TownclerkError
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.documents import Heading, Table, render_html
from townclerk.reports import drafting
from townclerk.reports.build import build
from townclerk.reports.composing import compose

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    load_everything(an_actor("s151-officer"))
    return drafting.named("budget-report", "2017/18")


def test_it_composes_chapters_with_footed_tables_and_linked_numbers(draft):
    document = compose(draft, reader=OPERATOR)
    chapters = [one.text for one in document.blocks if isinstance(one, Heading)]
    assert chapters[-1] == "Conclusion"
    tables = [one for one in document.blocks if isinstance(one, Table) and one.total]
    assert tables[0].total == ("Remaining gap", "4.468", "4.673", "4.887", "14.028")
    page = render_html(document)
    assert "/figures/finance.plan.original_gap/" in page
    assert ">narrow</a>" in page
    assert page.count('role="img"') == 1


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
