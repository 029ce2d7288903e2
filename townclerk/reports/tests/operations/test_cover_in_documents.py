"""The standard form's cover, drawn in each of the three files from one source."""

import io
import shutil
import subprocess
from datetime import UTC, date, datetime

import docx
import pytest
from bs4 import BeautifulSoup

from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import an_actor
from townclerk.platform.documents import render_docx, render_html, render_pdf
from townclerk.reports import catalogue, composing, drafting, operations

pytestmark = pytest.mark.django_db
MOMENT = datetime(2017, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def report(printed_plan):
    by = {"actor": an_actor("finance-partner"), "moment": MOMENT}
    made = operations.commission(
        operations.Commission(
            reference="budget-2017",
            template="budget-report",
            body="cabinet",
            meeting_date=date(2017, 1, 12),
            subject="Budget for the coming years",
            period="2017/18",
        ),
        **by,
    )
    purposes = dict.fromkeys(("protect", "communities", "core_services", "place"), "neutral")
    purposes |= dict.fromkeys(("reform", "prosperity", "income"), "positive")
    made = operations.move(made, "drafting", **by)
    return operations.fill_cover(made, {"core_purposes": purposes}, **by)


def cleared(report):
    """With both references, as their consultees give them."""
    by = {"actor": an_actor("finance-partner"), "moment": MOMENT}
    report = operations.move(report, "consultation", **by)
    given = (
        ("finance", "FD 4466/17", "s151-officer"),
        ("legal", "LD 3749/17", "monitoring-officer"),
    )
    for kind, reference, role in given:
        operations.clear(report, kind, reference, actor=an_actor(role), moment=MOMENT)
    return report


def written(report):
    document = composing.compose(drafting.of_report(report), reader=OPERATOR)
    page = BeautifulSoup(render_html(document), "html.parser").get_text(" ")
    file = docx.Document(io.BytesIO(render_docx(document)))
    word = " ".join(
        [one.text for one in file.paragraphs]
        + [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    )
    reads = shutil.which("pdftotext") or pytest.skip("pdftotext is not installed")
    printed = subprocess.run(  # noqa: S603
        [reads, "-", "-"], input=render_pdf(document), capture_output=True, check=True
    ).stdout.decode()
    return {
        form: " ".join(text.split())
        for form, text in (("page", page), ("word", word), ("pdf", printed))
    }


def test_it_draws_every_section_and_five_recommendations_in_each_form(report):
    forms = written(cleared(report))
    sections = drafting.sections(report)
    assert len(sections) > 20
    for form, text in forms.items():
        for section in sections:
            if section.mandatory:
                assert section.title in text or section.group in text, (form, section.title)
        for said in (
            "FD 4466/17",
            "LD 3749/17",
            "12 January 2017",
            "Drive change and reform",
            "Note the updated plan, with a revised gap of £56.657m",
            "Receive regular monitoring reports",
        ):
            assert said in text, (form, said)
        assert "Not filled in yet" not in text


def test_it_starts_a_report_with_the_templates_recommendations_and_takes_it_to_consultation(report):
    template = catalogue.template("budget-report")
    kept = [one.text for one in report.recommendations.order_by("number")]
    assert kept == list(template.recommendations)
    assert len(kept) == 5
    by = {"actor": an_actor("finance-partner"), "moment": MOMENT}
    assert operations.move(report, "consultation", **by).state == "consultation"


def test_it_refuses_numbers_typed_into_the_cover_and_the_recommendations_all_at_once(report):
    by = {"actor": an_actor("finance-partner"), "moment": MOMENT}
    report = operations.fill_cover(report, {"reasons": "We must find 14.028."}, **by)
    operations.recommend(report, ["Note the 5 options"], **by)
    with pytest.raises(Problems) as refused:
        operations.move(report, "consultation", **by)
    assert [one.field for one in refused.value.problems] == ["reasons", "recommendation-1"]


def test_it_says_what_is_missing_when_a_template_is_built_before_a_report_is_commissioned(
    printed_plan,
):
    document = composing.compose(drafting.named("budget-report", "2017/18"), reader=OPERATOR)
    assert "Not filled in yet" in render_html(document)


def test_it_does_not_take_a_templates_name_for_a_report(report):
    wanted = operations.Commission(
        reference="budget-report",
        template="budget-report",
        body="cabinet",
        meeting_date=date(2017, 1, 12),
        subject="X",
    )
    with pytest.raises(Problems, match="name of a template"):
        operations.commission(wanted, actor=an_actor("finance-partner"), moment=MOMENT)
