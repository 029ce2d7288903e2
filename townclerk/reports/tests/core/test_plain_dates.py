"""Dates that a contributor types are marked, and shown as they were typed."""

import pytest

from townclerk.reports.core.plain_dates import marked, plain

BINDING = '{{ figure("a.b", period="2024-02", scope="2023/24") }}'


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("A quiz on Friday 16 December 2021.", ["Friday 16 December 2021"]),
        ("In July 2024, and by 31 March.", ["July 2024", "31 March"]),
        ("In 2024/25 as in 2023.", ["2024/25", "2023"]),
        ("2,024 visits, £2024.50, 1.2020 and 20245 cases", []),
        (f"{BINDING} in June 2024", ["June 2024"]),
    ],
)
def test_only_dates_are_marked_and_come_back(typed, dates):
    found = marked(typed)
    assert found.count("marked(") == len(dates)
    assert all(f'{{{{ marked("{one}") }}}}' in found for one in dates)
    assert plain(found) == typed
    assert marked(found) == found
