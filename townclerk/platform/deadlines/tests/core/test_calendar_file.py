"""The calendar file, by the rules of its format."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from townclerk.platform.deadlines.core.calendar_file import Entry, calendar_file

MADE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=300)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


@given(WORDS)
def test_it_folds_every_line_and_loses_no_letter(words):
    text = calendar_file(
        name="x", entries=[Entry(key="k", day=date(2026, 3, 9), title=words)], made=MADE
    )
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (summary,) = [line for line in unfolded(text) if line.startswith("SUMMARY:")]
    plain = summary.removeprefix("SUMMARY:")
    for sign in (";", ","):
        plain = plain.replace(f"\\{sign}", sign)
    assert plain.replace("\\\\", "\\") == words


def test_it_takes_a_whole_day_and_ends_on_the_next():
    entry = Entry(key="k", day=date(2026, 2, 28), title="a\nb", address="https://x/1")
    lines = unfolded(calendar_file(name="x", entries=[entry], made=MADE))
    assert "DTSTART;VALUE=DATE:20260228" in lines
    assert "DTEND;VALUE=DATE:20260301" in lines
    assert "SUMMARY:a\\nb" in lines
    assert "URL:https://x/1" in lines
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
