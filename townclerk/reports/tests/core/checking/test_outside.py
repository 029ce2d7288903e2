"""Papers from outside are cut into the same sections, lists and tables, whatever they come as."""

from townclerk.reports.core.checking.model import Paragraph, Table
from townclerk.reports.core.checking.outside import from_html, from_text

HTML = """<html><head><title>A report</title><style>p {}</style></head><body>
<h2>Money</h2><p>It cost <b>£5m</b> in all.</p><script>var x = 99;</script>
<ul><li>One thing</li><li>Another</li></ul>
<table><caption>Cost (£m)</caption><tr><th>Line</th><th>Cost</th></tr>
<tr><td>Waste</td><td>2</td></tr><tr><td>Total</td><td>2</td></tr></table></body></html>"""

TEXT = """Money

It cost £5m
in all.

• One thing
• Another

Cost (£m)
Line     Cost
Waste    2
Total    2
"""


def shape(paper):
    return [
        (
            section.title,
            [
                (block.text, block.item)
                if isinstance(block, Paragraph)
                else (block.caption, *block.rows)
                for block in section.blocks
            ],
        )
        for section in paper.sections
    ]


def test_text_and_html_come_out_alike():
    wanted = [
        (
            "Money",
            [
                ("It cost £5m in all.", False),
                ("One thing", True),
                ("Another", True),
                ("Cost (£m)", ("Waste", "2"), ("Total", "2")),
            ],
        )
    ]
    assert shape(from_html(HTML)) == wanted
    assert shape(from_text(TEXT)) == wanted
    assert from_html(HTML).title == "A report"


def test_columns_are_parted_by_bars_tabs_or_gaps():
    for line in ("{}|{}|{}", "| {} | {} | {} |", "{}\t{}\t{}", "{}   {}   {}"):
        rows = [
            line.format(*row)
            for row in (("Line", "A", "B"), ("Waste", "1", "2"), ("Parks", "3", "4"))
        ]
        section = from_text("Heading\n\n" + "\n".join(rows)).sections[0]
        assert isinstance(section.blocks[0], Table)
        assert section.blocks[0].rows == (("Waste", "1", "2"), ("Parks", "3", "4"))


def test_the_day_a_paper_speaks_from_is_read_from_its_head():
    assert (
        str(from_text("Cover\n\nMeeting date: 12 January 2017\n\nWords follow here.").on)
        == "2017-01-12"
    )
