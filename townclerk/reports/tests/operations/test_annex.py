"""The budget report built whole from records: one option changed, and every place that follows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.change.models import OptionPackage, OptionSheet, PackageYear
from townclerk.change.operations import options, options_plan
from townclerk.change.registers_options import PACKAGE_YEARS as PHASING
from townclerk.figures.permission import OPERATOR
from townclerk.finance.models import PlanVersion
from townclerk.kernel.errors import Problems
from townclerk.kernel.money import Money
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.documents import Fold, Heading, Table, render_docx, render_html, render_pdf
from townclerk.platform.documents.blocks import plain
from townclerk.platform.registers import operations as registers
from townclerk.reports import changing, composing, drafting, making, operations, publishing
from townclerk.reports.models import FigureChange

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 11, 26, 10, tzinfo=UTC)
TEN = Money.thousands(10)
OPTION, PACKAGE, LINE = "registrar-charges", "table-2", "options-table-2"


def by(username, minutes=0):
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": MOMENT + timedelta(minutes=minutes)}


@pytest.fixture
def report(demonstration):
    """A report of January on a plan that is still a draft."""
    PlanVersion.objects.update(state="draft", published_on=None)
    wanted = operations.Commission(
        reference="january",
        template="budget-report",
        body="cabinet",
        meeting_date=date(2027, 1, 14),
        subject="The budget",
        period="2017/18",
    )
    made = operations.commission(wanted, **by("analyst"))
    return operations.move(made, "drafting", **by("analyst"))


def composed(report):
    return composing.compose(drafting.of_report(report), reader=OPERATOR)


def cell(document, caption, row, column):
    for block in document.blocks:
        if isinstance(block, Table) and block.caption.startswith(caption):
            lines = (*block.rows, block.total)
            return next(line for line in lines if line[0] == row)[column]
    raise AssertionError(caption)


def read_places(document):
    """The option, its table, its package by year and the balancing table, in the whole plan."""
    return (
        cell(document, "What each sheet saves: Service changes", "Charges of the registrar", 1),
        cell(document, "What each sheet saves: Service changes", "All that count", 3),
        cell(document, "Options for single services by year", "L. Service changes (Table 2)", 4),
        cell(document, "Options for single services by year", "As the plan counts them", 4),
        cell(document, "The proposals", "Options: changes to services", 4),
        cell(document, "The proposals", "All proposals", 4),
        cell(document, "From the first forecast to the remaining gap", "Remaining gap", 4),
    )


def test_an_option_changed_by_ten_thousand_moves_every_place_and_the_log_lists_them(report):
    assert read_places(composed(report)) == (
        *("40,000", "2,489,850", "2.539", "16.507", "−2.539", "−45.629", "14.028"),
    )
    sheet = OptionSheet.objects.get(reference=OPTION)
    options.change(sheet, {"gross": sheet.gross + TEN}, **by("s151", 1))
    year = PackageYear.objects.get(package__code=PACKAGE, year=2017)
    added = {"amount": year.amount + TEN}
    registers.change(PHASING, year, added, expected_version=year.version, **by("s151", 2))
    with pytest.raises(Problems, match=r"the options save 16\.517 in the whole plan, and the plan"):
        making.make(report, **by("analyst", 3))
    options_plan.count_in_plan(OptionPackage.objects.get(code=PACKAGE), **by("s151", 4))
    changing.note_now(report, moment=MOMENT + timedelta(minutes=5))
    assert read_places(composed(report)) == (
        *("50,000", "2,499,850", "2.549", "16.517", "−2.549", "−45.639", "14.018"),
    )
    logged = {one.question: one for one in FigureChange.objects.filter(report=report)}
    assert logged[f"change.options.gross (scope={OPTION})"].places == [
        "Table of option sheets, Service changes, Charges of the registrar",
        "Option sheet “Charges of the registrar”",
    ]
    gap = logged["finance.plan.remaining_gap"]
    assert (gap.before, gap.after) == ("£14.028m", "£14.018m")
    assert len(gap.places) >= 5
    assert f"finance.plan.line (scope={LINE})" in logged


def test_the_plan_broken_behind_the_options_stops_publication(report):
    year = PackageYear.objects.get(package__code="reform-j", year=2018)
    added = {"amount": year.amount + TEN}
    registers.change(PHASING, year, added, expected_version=year.version, **by("s151", 1))
    with pytest.raises(Problems, match="Reform projects by year"):
        making.make(report, **by("analyst", 2))
    # Who writes sees what is wrong in its place instead of nothing at all.
    told = composing.preview(report, drafting.of_report(report), reader=OPERATOR)
    assert "the options save" in render_html(told)


def test_the_annex_holds_ten_sections_and_two_tables_with_every_sheet_in_three_formats(report):
    draft = drafting.of_report(report)
    with CaptureQueriesContext(connection) as asked:
        document = composing.compose(draft, reader=OPERATOR)
    assert len(asked) < 120
    sections = [one for one in document.blocks if isinstance(one, Heading) and one.number.isalpha()]
    assert "".join(one.number for one in sections) == "ABCDEFGHIJKL"
    sheets = [one for one in document.blocks if isinstance(one, Fold)]
    assert len(sheets) == OptionSheet.objects.count()
    page = render_html(document)
    assert '<a class="govuk-link" href="#annex-reform-a">A Early Intervention' in page
    assert 'href="/change/options/sheets/merton-house/public/"' in page
    assert "No: it is inside Asset and property maximisation" in page
    assert "cuts them to thousands and so loses" in page
    # A sheet says what its source says; what it does not stands in one line at its end.
    care = next(one for one in sheets if one.heading.text == "Better care fund")
    assert [one.text for one in care.blocks if isinstance(one, Heading)] == ["What is proposed"]
    said = plain(care.blocks[-1].spans)
    assert said.startswith("Not said on the sheet: approval sought; recurring or one-off;")
    assert "staffing; consultation and engagement; equality; legislation considered" in said
    assert ">Not said<" not in page
    teams = next(one for one in sheets if one.heading.text.startswith("Locality teams"))
    assert "what is done about it (numbered risks 3, 4, 5)" in plain(teams.blocks[-1].spans)
    assert render_pdf(document).startswith(b"%PDF")
    assert render_docx(document).startswith(b"PK")


def test_ideas_are_no_part_of_it_and_leave_its_totals_as_they_are(report):
    package = OptionPackage.objects.get(code=PACKAGE)
    values = {"reference": "dimmed", "title": "Lamps dimmed", "gross": TEN, "package": package}
    sheet = options.create(values, **by("s151"))
    assert "Lamps dimmed" not in render_html(composed(report))
    assert read_places(composed(report))[1] == "2,489,850"
    OptionSheet.objects.filter(pk=sheet.pk).update(state="for-consultation")
    assert read_places(composed(report))[1] == "2,499,850"


def test_sheets_that_are_not_out_are_shown_to_who_may_see_them_and_stop_publication(report):
    tabled = {"published_on": None, "state": "for-consultation"}
    OptionSheet.objects.filter(reference="night-scouting-cessation").update(**tabled)
    draft = drafting.of_report(report)
    (problem,) = draft.sheets.problems()
    assert "End of night scouting" in problem.message
    with pytest.raises(Problems, match="End of night scouting"):
        publishing._require_public(draft)
    before = draft.sheets.documents()
    OptionSheet.objects.filter(state="for-consultation").update(published_on=MOMENT.date())
    assert drafting.of_report(report).sheets.documents() == before
    OptionSheet.objects.filter(state="for-consultation").update(published_on=None)
    public = draft.sheets.for_reader(Reader.anonymous(MOMENT.date()))
    shown = {sheet.reference for package in public.packages for sheet in package.sheets}
    assert "night-scouting-cessation" not in shown
    assert len(shown) == OptionSheet.objects.count() - 1
