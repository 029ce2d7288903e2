"""What a section prints is drawn over time where the catalogue chooses it: in page, PDF, Word."""

import io
import re
import zipfile
from datetime import date

import pytest

from townclerk.figures.models import ReturnedValue
from townclerk.figures.permission import OPERATOR
from townclerk.platform.access.testing import a_reader
from townclerk.platform.charts import Picture
from townclerk.platform.documents import render_docx, render_html, render_pdf
from townclerk.reports import composing, drafting, making, periods
from townclerk.reports.core import declaring
from townclerk.reports.models import Chapter, PeriodSection, SectionEntry
from townclerk.reports.tests.operations import cycle_builder as build

pytestmark = pytest.mark.django_db
by, MOMENT = build.by, build.MOMENT
TOLD = f'We had {{{{ figure("{build.VISITS}", period="2031-06") }}}} visits.'
VALUES = {"2031-03": "900", "2031-04": "1000", "2031-05": "1100", "2031-06": "1200"}


@pytest.fixture
def people():
    build.declare_figures()
    yield build.people()
    build.forget_figures()


def stated(key=build.VISITS, period="", value="1", *, published=True, **more):
    return ReturnedValue.objects.create(
        key=key,
        period=period,
        value=value,
        evidence="door counter",
        stated_at=MOMENT,
        signed_at=MOMENT if published else None,
        published_at=MOMENT if published else None,
        **more,
    )


@pytest.fixture
def report(people):
    for period, value in VALUES.items():
        stated(period=period, value=value)
    kind = build.a_kind(people.compiler)
    build.a_section(
        kind,
        people.compiler,
        section="libraries",
        trends=True,
        figures=f"{build.VISITS} at=month\n{build.DEBT} at=last-day",
    )
    stated(build.DEBT, value="3", as_at=build.LAST)
    period = build.a_period(kind, people.compiler)
    return periods.report_of(period)


def write(report, text):
    Chapter.objects.filter(report=report, name="libraries").update(text=text)


def blocks_of(report, *, withholds=False):
    draft = drafting.of_report(report, withholds=withholds)
    return composing.compose(draft, reader=OPERATOR, tables=()).blocks


def pictures(report, **more):
    return [one for one in blocks_of(report, **more) if isinstance(one, Picture)]


def test_a_number_in_words_has_its_picture_after_its_paragraph(report):
    write(report, f"{TOLD}\n\nNothing else.")
    kinds = [type(one).__name__ for one in blocks_of(report)]
    at = kinds.index("Picture")
    assert kinds[at - 1] == kinds[at + 1] == "Paragraph"
    (found,) = pictures(report)
    assert found.title == "Visits: up from 900 in March 2031 to 1,200 in June 2031"
    assert found.alt.endswith(
        "March 2031: 900; April 2031: 1,000; May 2031: 1,100; June 2031: 1,200."
    )
    assert found.table.rows[1] == ("April 2031", "1,000")


def test_a_number_of_the_table_has_its_picture_after_the_table(report):
    write(report, "Open.")
    kinds = [type(one).__name__ for one in blocks_of(report)]
    assert kinds[-2:] == ["Table", "Picture"]


def test_page_pdf_and_word_hold_it_with_its_words(report):
    write(report, TOLD)
    document = composing.compose(drafting.of_report(report), reader=OPERATOR)
    page = str(render_html(document))
    assert page.count("<svg") == 1
    assert 'role="img"' in page
    assert "April 2031: 1,000" in page
    assert "style=" not in page
    word = zipfile.ZipFile(io.BytesIO(render_docx(document))).read("word/document.xml").decode()
    assert re.search(r'descr="Visits: up from [^"]*April 2031: 1,000', word)
    assert render_pdf(document).startswith(b"%PDF")


def test_the_catalogue_chooses_it(report):
    write(report, TOLD)
    assert SectionEntry.objects.get().trends
    PeriodSection.objects.update(trends=False)
    assert pictures(report) == []


def test_two_values_make_no_trend_and_later_ones_are_not_in_it(report):
    write(report, TOLD)
    stated(period="2031-07", value="9999")
    assert "9,999" not in pictures(report)[0].alt
    ReturnedValue.objects.filter(period__in=("2031-03", "2031-04")).delete()
    assert pictures(report) == []


def test_what_is_not_signed_or_not_published_is_left_out(report):
    write(report, TOLD)
    stated(period="2031-02", value="7", published=False)
    assert "February" not in pictures(report)[0].alt


def test_days_make_a_trend_too(report):
    write(report, "Open.")
    for month, value in ((2, "9"), (4, "6")):
        stated(build.DEBT, value=value, as_at=date(2031, month, 28))
    debt = pictures(report)[-1]
    assert debt.title == "Debt: down from £9.00 on 28 February 2031 to £3.00 on 30 June 2031"


def test_a_withheld_paragraph_withholds_its_picture_and_its_values(report):
    write(report, f'{{{{ exempt("3") }}}} {TOLD}\n\nOpen.')
    assert len(pictures(report)) == 1
    assert pictures(report, withholds=True) == []
    public = drafting.of_report(report, withholds=True)
    assert not any(ref.key == build.VISITS for ref in composing.refs_of(public))


def test_its_values_are_kept_with_the_build_and_a_revised_one_shows(report, people):
    write(report, TOLD)
    report.refresh_from_db()
    made = making.make(report, **by(people.compiler))
    kept = {row["period"] for row in made.figures if row["key"] == build.VISITS}
    assert kept == set(VALUES)
    assert making.current(report) == made
    stated(period="2031-04", value="1001", revision=2, reason="A day was missed")
    assert making.current(report) is None


def test_a_reader_without_the_clearance_sees_the_section_as_before(report):
    write(report, TOLD)
    draft = drafting.of_report(report)
    seen = composing.preview(report, draft, reader=a_reader("scrutiny-member"))
    assert sum(isinstance(one, Picture) for one in seen.blocks) == 1
    section = composing.section_of(report, draft, "libraries", reader=OPERATOR)
    assert sum(isinstance(one, Picture) for one in section.blocks) == 1


def test_many_pictures_cost_as_many_queries_as_one(report, people, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    write(report, TOLD)
    with CaptureQueriesContext(connection) as one:
        drafting.of_report(report)
    for month in range(1, 6):
        stated(build.DEBT, value="5", as_at=date(2031, month, 28))
    with django_assert_num_queries(len(one)):
        assert len(drafting.of_report(report).exhibits) == 3


def test_a_template_of_the_council_may_declare_one():
    row = {"label": "Gap", "key": "finance.plan.remaining_gap"}
    given = {"chapter": "Money", "kind": "trend", "caption": "The gap", "rows": [row]}
    known = declaring.Known(figures={row["key"]}, forms={}, roles=(), registers=())
    for columns, said in ((["2017/18"], 1), (["2017/18", "2018/19", "2019/20"], 0)):
        exhibits = {"chapters": [], "exhibits": [{**given, "columns": columns}]}
        told = [one.message for one in declaring.template_problems(exhibits, known)]
        assert told.count("A trend has one row and 3 columns or more.") == said
