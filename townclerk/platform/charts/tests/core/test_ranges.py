"""The picture of ranges."""

from decimal import Decimal

from townclerk.platform.charts.ranges import Span, ranges


def test_it_tells_each_range_in_words_and_as_a_table():
    rows = [
        Span("All age disability pathway, policy and criteria", Decimal(18), Decimal(28)),
        Span("Night scouting", Decimal(12), Decimal(12)),
    ]
    made = ranges(rows, title="One may cost the most posts", unit="redundancies")
    assert made.alt.endswith("criteria: 18 to 28; Night scouting: 12.")
    assert made.table.rows[0] == (rows[0].label, "18", "28")
    assert 'role="img"' in made.svg
    assert "style=" not in made.svg
    assert "…" not in made.svg
