"""The bridge and the fan in the budget report: the same numbers in every form of it."""

import io
import shutil
import subprocess
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.figures.permission import OPERATOR
from townclerk.finance.core.versions import bridge
from townclerk.finance.models import (
    Driver,
    DriverYear,
    PlanLine,
    PlanVersion,
)
from townclerk.finance.operations import plan as plans
from townclerk.finance.operations import simulation
from townclerk.finance.queries.plan import load
from townclerk.finance.tests.builders import MOMENT
from townclerk.finance.web.pictures import millions
from townclerk.kernel.display import number_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import an_actor
from townclerk.platform.charts import Picture
from townclerk.platform.documents import Paragraph, render_docx, render_html, render_pdf
from townclerk.reports import drafting
from townclerk.reports.changing import places_of
from townclerk.reports.composing import compose, document_of, gather

pytestmark = pytest.mark.django_db
WITHIN = "From the first forecast to the revised gap, line by line, whole plan"
BETWEEN = "From the version published before to this one, line by line, whole plan"
FAN = "The remaining gap of each year as simulated"
WAGE = "original-national-living-wage"


@pytest.fixture
def officer():
    return an_actor("s151-officer")


def publish(plan, officer):
    for move in ("send-for-review", "put-to-cabinet", "publish"):
        plan = plans.move_version(plan, move, actor=officer, moment=MOMENT, reason="Test")
    return plan


@pytest.fixture
def second(printed_plan, officer):
    """A second published version: a line moved, one added, and pay that varies, simulated."""
    first = publish(PlanVersion.objects.get(pk=printed_plan), officer)
    stamp = {"actor": officer, "moment": MOMENT}
    made = plans.start_next_version(first, title="Two", **stamp)
    for code, thousands in ((WAGE, 2500), ("revision-other-net-changes", 1)):
        plans.set_amount(made.lines.get(code=code), 2018, Money.thousands(thousands), **stamp)
    pay = Driver.objects.create(
        plan=made, code="pay", name="Pay", kind="inflation", base=Money.pounds(90_000_000),
        distribution="normal", deviation="0.5",
    )  # fmt: skip
    DriverYear.objects.create(driver=pay, year=2018, rate=0)
    PlanLine.objects.filter(plan=made, code=WAGE).update(driver=pay)
    simulation.run(made, draws=2_000, seed=7, **stamp)
    return publish(made, officer)


def pictures(document):
    return {one.title: one for one in document.blocks if isinstance(one, Picture)}


def draft():
    return drafting.named("budget-report", "2017/18")


def test_a_bridge_shows_the_largest_lines_and_the_rest_as_one_and_adds_up(printed_plan):
    found = pictures(compose(draft(), reader=OPERATOR))
    assert BETWEEN not in found
    assert FAN not in found
    rows = found[WITHIN].table.rows
    assert rows[0] == ("First forecast", "64.418")
    assert rows[-1] == ("Revised gap", "56.657")
    assert len(rows) == 9
    assert rows[-2][0] == "9 other lines"
    assert found[WITHIN].alt.startswith(f"{WITHIN}, in £m. First forecast: 64.418;")


def test_a_bridge_that_does_not_add_up_is_refused_and_told_to_its_writers(printed_plan, officer):
    values = {"code": "new", "heading": "New", "step": "revision", "type": "other"}
    plan = PlanVersion.objects.get(pk=printed_plan)
    plans.add_line(plan, values, {2018: Money.thousands(1)}, actor=officer, moment=MOMENT)
    with pytest.raises(TownclerkError, match="before “Revised gap” come to"):
        compose(draft(), reader=OPERATOR)
    told = document_of(draft(), gather(draft(), reader=OPERATOR), loose=True)
    said = [str(one) for one in told.blocks if isinstance(one, Paragraph)]
    assert any("before “Revised gap” come to" in one for one in said)


def test_the_bridge_between_versions_and_the_fan_stand_in_every_form(second):
    document = compose(draft(), reader=OPERATOR)
    found = pictures(document)
    moved = bridge(*(load(version).core for version in PlanVersion.objects.order_by("number")))
    rows = found[BETWEEN].table.rows
    assert rows[0] == ("Version before", "14.028")
    assert dict(rows[1:-1]) == {
        line.label: number_display(millions(line.total), 3) for line in moved.lines
    }
    assert len(rows) == 4
    run = second.simulations.get()
    for year, row in zip(("2017", "2018", "2019"), found[FAN].table.rows, strict=True):
        wanted = [run.found[year][place] / 10**6 for place in ("50", "5", "95", "25", "75")]
        shown = [float(cell.replace("−", "-")) for cell in row[1:]]
        assert shown == pytest.approx(wanted, abs=0.0006)
    page = str(render_html(document))
    word = zipfile.ZipFile(io.BytesIO(render_docx(document))).read("word/document.xml").decode()
    for title in (BETWEEN, FAN):
        assert found[title].alt in page
        assert found[title].alt in word
    where = places_of(draft())
    asked = "finance.plan.simulated_gap (scope=p95, period=2018/19)"
    assert where[asked] == (f"Picture “{FAN}”, Nine draws in ten",)


def test_the_pdf_holds_the_same_pictures(second):
    reads = shutil.which("pdftotext") or pytest.skip("pdftotext is not installed")
    made = render_pdf(compose(draft(), reader=OPERATOR))
    text = subprocess.run([reads, "-", "-"], input=made, capture_output=True, check=True)  # noqa: S603
    said = " ".join(text.stdout.decode().split())
    for title in (WITHIN, BETWEEN, FAN):
        assert title in said


def test_the_fan_adds_few_queries_however_many_lines_there_are(second):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            document_of(draft(), gather(draft(), reader=OPERATOR), loose=True)
        return len(seen)

    before = asked()
    officer, stamp = an_actor("s151-officer"), {"moment": MOMENT}
    third = plans.start_next_version(second, title="Three", actor=officer, **stamp)
    for number in range(6):
        values = {"code": f"n{number}", "heading": "N", "step": "revision", "type": "other"}
        plans.add_line(third, values, {2018: Money.pounds(5)}, actor=officer, **stamp)
    publish(third, officer)
    assert asked() <= before
