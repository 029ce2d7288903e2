import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.platform.retention import classes
from townclerk.platform.retention.core import certificates, dates
from townclerk.platform.retention.core.dates import FromEndOf, disposal_date

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize("module", [certificates, dates])
def test_it_does_what_its_examples_say(module):
    done = doctest.testmod(module)
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.parametrize(
    ("trigger", "from_end_of", "months", "due"),
    [
        (date(2017, 3, 31), FromEndOf.FINANCIAL_YEAR, 72, date(2023, 4, 1)),
        (date(2017, 4, 1), FromEndOf.FINANCIAL_YEAR, 72, date(2024, 4, 1)),
        (date(2017, 1, 12), FromEndOf.DAY, 72, date(2023, 1, 13)),
        (date(2019, 8, 31), FromEndOf.DAY, 6, date(2020, 3, 1)),
        (date(2018, 12, 31), FromEndOf.DAY, 2, date(2019, 3, 1)),
        (date(2017, 1, 1), FromEndOf.DAY, None, None),
    ],
)
def test_it_keeps_a_record_through_the_last_day_of_its_period(trigger, from_end_of, months, due):
    assert disposal_date(trigger, from_end_of, months) == due


@given(DAYS, DAYS, st.integers(1, 240), st.sampled_from(FromEndOf))
def test_it_never_lets_a_later_record_go_first(one, other, months, from_end_of):
    first, second = sorted((one, other))
    assert disposal_date(first, from_end_of, months) <= disposal_date(second, from_end_of, months)
    assert disposal_date(first, from_end_of, months) > first + timedelta(days=28 * months)


def test_it_gives_every_class_a_source_and_a_checked_date():
    found = classes.classes()
    assert len(found) > 4
    for kept in found.values():
        assert kept.provision.instrument
        assert kept.provision.provision
        assert kept.checked_on <= date.today() or kept.checked_on.year == 2026  # noqa: DTZ011


def test_it_knows_the_class_of_every_register():
    from townclerk.platform.registers.declaration import all_registers

    named = {register.retention for register in all_registers() if register.retention}
    assert "financial-7-years" in named
    assert named <= set(classes.classes())


def chain(*contents):
    links, previous = [], certificates.FIRST
    for number, content in enumerate(contents, start=1):
        sealed = certificates.seal(number, content, previous)
        links.append(certificates.Link(number, content, previous, sealed))
        previous = sealed
    return links


def test_it_finds_a_certificate_that_was_changed_taken_out_or_put_in():
    links = chain({"count": 1}, {"count": 2}, {"count": 3})
    assert certificates.broken(links) == []
    changed = certificates.Link(2, {"count": 9}, links[1].previous, links[1].sha256)
    assert (
        "2 of disposal is not as it was written"
        in certificates.broken([links[0], changed, links[2]])[0]
    )
    assert "2 of disposal is missing" in certificates.broken([links[0], links[2]])[0]
    forged = certificates.Link(
        2, {"count": 9}, links[1].previous, certificates.seal(2, {"count": 9}, links[1].previous)
    )
    assert "3 of disposal does not follow" in certificates.broken([links[0], forged, links[2]])[0]
