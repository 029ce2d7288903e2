"""Pictures pass a strict content policy, tell their numbers, and never change by themselves."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from townclerk.kernel.errors import TownclerkError
from townclerk.platform.charts import (
    Band,
    Bar,
    Due,
    Series,
    grouped_bars,
    line_with_bands,
    lines,
    timeline,
    waterfall,
)

YEARS = ("2017/18", "2018/19")
GAP = Series("Gap", (Decimal("24.2"), Decimal("-3.1")))
OTHER = Series("Savings", (Decimal(10), None))


def a_waterfall():
    return waterfall(
        [
            Bar("Original gap", Decimal(64), total=True),
            Bar("Revisions", Decimal(-8)),
            Bar("Revised gap", Decimal(56), total=True),
        ],
        title="From the first gap to the next",
        unit="£m",
        places=0,
    )


KINDS = {
    "waterfall": a_waterfall,
    "grouped_bars": lambda: grouped_bars(YEARS, [GAP, OTHER], title="Gap", unit="£m"),
    "lines": lambda: lines(YEARS, [GAP, OTHER], title="Gap", unit="£m"),
    "line_with_bands": lambda: line_with_bands(
        YEARS,
        GAP,
        [Band("8 in 10", (Decimal(20), Decimal(-9)), (Decimal(30), Decimal(4)))],
        title="Gap",
        unit="£m",
    ),
    "timeline": lambda: timeline(
        [
            Due("A → B: sites", date(2018, 4, 1), date(2018, 10, 1)),
            Due("B → C: data", date(2018, 5, 1), date(2018, 4, 1)),
        ],
        title="1 of 2 comes late",
        due="Needed",
        expected="Expected",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_draws_an_image_with_a_label_and_no_styles_or_scripts(kind):
    picture = KINDS[kind]()
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own drawing
    assert root.get("role") == "img"
    assert root.get("aria-label") == picture.alt
    assert not [one for one in root.iter() if "style" in one.attrib]
    assert not [one for one in root.iter() if one.tag.endswith(("script", "style"))]
    assert "Source Sans 3" in picture.svg


@pytest.mark.parametrize("kind", KINDS)
def test_it_draws_the_same_picture_twice(kind):
    assert KINDS[kind]() == KINDS[kind]()


def test_it_tells_its_numbers_with_a_true_minus():
    picture = a_waterfall()
    assert ("Revisions", "−8") in picture.table.rows
    assert "Revisions: −8" in picture.alt
    assert "−8" in picture.svg
    assert "Gap −3.1" in KINDS["lines"]().alt


def test_it_counts_in_whole_ones_and_breaks_long_labels():
    labels = ["Children and young people", "Health and wellbeing", "Growth", "Streets", "Homes"]
    counts = [Series("Done", tuple(map(Decimal, (2, 1, 0, 2, 1))))]
    svg = grouped_bars(labels, counts, title="Actions", unit="actions", places=0).svg
    drawn = ElementTree.fromstring(svg)  # noqa: S314 (drawn by us)
    shown = [part.strip() for part in drawn.itertext() if part.strip()]
    assert {"0", "1", "2", "Children and", "young people", "Growth"} <= set(shown)
    assert not {"0.5", "1.5", labels[0]} & set(shown)


def test_it_refuses_a_total_its_steps_do_not_reach():
    with pytest.raises(TownclerkError, match="come to 56, not 57"):
        waterfall(
            [Bar("a", Decimal(64), total=True), Bar("b", Decimal(-8)), Bar("c", Decimal(57), True)],
            title="t",
            unit="£m",
        )


def test_a_timeline_tells_how_late_each_row_is():
    table = KINDS["timeline"]().table
    assert [row[3] for row in table.rows] == ["183", ""]
