"""Sentences held against themselves, each other, known figures and an earlier report."""

from decimal import Decimal

import pytest

from townclerk.reports.core.checking.model import KnownFigure, Mark, Paper, Paragraph, Section
from townclerk.reports.core.checking.run import check


def paper(*sections, authored=False, title="Report", on=None):
    return Paper(
        title=title,
        sections=tuple(
            Section(
                f"Section {number}",
                tuple(Paragraph(one) if isinstance(one, str) else one for one in blocks),
            )
            for number, blocks in enumerate(sections, start=1)
        ),
        authored=authored,
        on=on,
    )


def kinds(*sections, **given):
    return [one.kind for one in check(paper(*sections, **given))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Contacts rose from 315 to 428, an increase of 113.", []),
        ("Contacts rose from 315 to 428, an increase of 131.", ["change"]),
        ("Contacts rose from 315 to 428, up 36%.", []),
        ("Contacts rose from 315 to 428, up 26%.", ["change"]),
        ("Contacts fell from 315 to 428.", ["direction"]),
        ("The rate rose from 94.8% to 95.8%, a rise of 1 percentage point.", []),
        ("The rate rose from 94.8% to 95.8%, a rise of 1%.", ["percent-or-points"]),
        ("The rate rose from 40% to 50%, an increase of 25%.", []),
        ("The rate went up by 2.4 points, from 93.4% to 94.8%.", ["change"]),
        ("Payments have doubled, from 135 to 274.", []),
        ("Payments have doubled, from 135 to 216.", ["multiple"]),
        ("298 of the 1,354 visits (22%) were by appointment.", []),
        ("298 of the 1,354 visits (27%) were by appointment.", ["share"]),
        ("There were 1,354 visits, made up of 298 by car, 462 by bus and 594 on foot.", []),
        ("There were 1,354 visits, made up of 298 by car, 462 by bus and 549 on foot.", ["parts"]),
        (
            "Of the 1,354 visits, 298 were by car, 462 by bus and 594 on foot, with a few others.",
            ["parts"],
        ),
        ("There were 1,354 visits, including 298 by car and 462 by bus.", []),
        ("The grant of £2.5m was split between £1.5m for roads and £1.2m for parks.", ["parts"]),
        ("It recovered £436, 251.00 in the year.", ["misprint"]),
        ("It recovered £1,23,456 in the year.", ["misprint"]),
        ("4-5", ["unlabelled"]),
    ],
)
def test_a_sentence_alone(text, expected):
    assert kinds([text]) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "The general fund balance is £8.178m.",
            "We hold a general fund balance of £8.718m.",
            True,
        ),
        ("The general fund balance is £8.178m.", "We hold a general fund balance of £8.2m.", False),
        ("Seven libraries are open on Sundays.", "On Sundays 6 libraries are open.", True),
        ("The revised funding gap is £56.7m.", "The original funding gap is £64.4m.", False),
        ("North coast parks cost £2.1m.", "South coast parks cost £3.4m.", False),
        ("In 2016/17 coast parks cost £2.1m.", "In 2017/18 coast parks cost £3.4m.", False),
        ("The team handled 340 requests.", "The team handled 512 requests.", False),
        ("Staff turnover was 9.8%.", "Staff turnover fell by 1.2%.", False),
    ],
)
def test_the_same_thing_in_two_sections(one, other, expected):
    assert ("repeated" in kinds([one], [other])) is expected


FIGURES = (
    KnownFigure(
        "Remaining gap",
        Decimal(14028000),
        "money",
        Decimal(1000),
        "£14.028m",
        'figure("finance.plan.remaining_gap")',
    ),
    KnownFigure(
        "Remaining gap",
        Decimal(4468000),
        "money",
        Decimal(1000),
        "£4.468m",
        'figure("finance.plan.remaining_gap", period="2017/18")',
        period="2017/18",
    ),
)


def bound(text, kind):
    return Paragraph(text, (Mark(0, len(text), kind, "a source"),))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("The remaining gap is £14.028m.", "bound", []),
        ("The remaining gap is £14.028m.", "literal", [("bind", FIGURES[0].bind)]),
        ("In 2017/18 the remaining gap is £4.468m.", "literal", [("bind", FIGURES[1].bind)]),
        (
            "In 2017/18 the remaining gap is £4.486m.",
            "literal",
            [("against-figure", FIGURES[1].bind)],
        ),
        ("The remaining gap is £12m.", "literal", [("against-figure", FIGURES[0].bind)]),
        ("In 2018/19 the remaining gap is £4.6m.", "literal", []),
        ("Another £14.028m is unknown to it.", "literal", [("bind", FIGURES[0].bind)]),
        ("The remaining gap is unknown.", "", []),
    ],
)
def test_a_number_beside_the_figures_its_author_may_read(text, kind, expected):
    block = bound(text, kind) if kind else Paragraph(text)
    found = check(paper([block], authored=True), figures=FIGURES)
    assert [(one.kind, one.bind) for one in found] == expected


def test_every_digit_typed_into_a_report_is_found_and_none_of_a_file():
    text = "The gap of £64m, in 2017/18, under section 31A, was ½ as large on 12 January."
    found = check(paper([text], authored=True))
    words = {one.why.split("”")[0].strip("“") for one in found if one.kind == "unbound"}
    assert words == {
        "£64m",
        "2017/18",
        "31A",
        "½",
        "12",
    }
    assert kinds([text]) == []


def test_an_earlier_report_is_held_against_and_its_words_are_noticed():
    words = (
        "Claims are defended where evidence allows, and settled early where it does not allow it."
    )
    before = paper([words], ["In 2020/21 the general fund balance was £8.178m."], title="Last year")
    now = paper([words], ["In 2020/21 the general fund balance was £9.178m."])
    found = check(now, earlier=[before])
    assert sorted(one.kind for one in found) == ["earlier", "unchanged"]
    assert all("Last year" in one.why for one in found)
    assert [one.severity.blocks for one in found if one.kind == "unchanged"] == [False]


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["Staff in scope: 2. Vacancies deleted: 2. Redundancies: 2."], ["posts"]),
        (["Staff in scope: 12. Vacancies deleted: 2. Redundancies: up to 5."], []),
        (["Vacancies: nil. The option deletes a vacant post."], ["posts"]),
        (["The option saves £300k.", "£50k would be reinvested."], ["net-or-gross"]),
        (["The option saves £300k, or £250k net.", "£50k would be reinvested."], []),
        (
            ["Savings of £169m were made since 2010.", "The gap of £169m since 2011 was closed."],
            ["two-dates"],
        ),
        (
            ["Of 97 referrals, 34.02% were from schools, 14.4% from care and 8.22% from parks."],
            ["share-of-count"],
        ),
        (["Of 97 referrals, 34.02% were from schools, 14.4% from care and 8.25% from parks."], []),
    ],
)
def test_a_section_as_a_whole(blocks, expected):
    assert kinds(blocks) == expected


def test_an_event_on_two_dates_in_two_sections():
    one = "The redesigned website is launched on 4 November 2021."
    assert kinds([one], ["The redesigned website launches in September 2021."]) == ["two-dates"]
    assert kinds([one], ["The redesigned website launches in November 2021."]) == []
    assert kinds([one], ["The launch of the redesigned website moved to 5 December 2021."]) == []


def test_entries_that_stand_twice_and_a_count_that_is_wrong():
    def listed(count, *entries):
        lead = f"The team has {count} reviews in hand:"
        items = [Paragraph(one, item=True) for one in entries]
        return kinds([lead, *items])

    assert listed("three", "Fuel cards", "Bulky waste", "Tree care") == []
    assert listed("four", "Fuel cards", "Bulky waste", "Tree care") == ["list-count"]
    assert listed(
        4, "Home to School transport", "Bulky waste", "Trees", "Home-to-School Transport"
    ) == ["duplicate"]


def test_a_finding_keeps_its_key_while_its_words_do():
    one = check(paper(["First words."], ["Contacts fell from 315 to 428."]))[0]
    moved = check(paper(["First words."], ["Other words.", "Contacts fell from 315 to 428."]))[0]
    other = check(paper(["First words."], ["Contacts fell from 315 to 482."]))[0]
    assert (one.key, one.place.paragraph, moved.place.paragraph) == (moved.key, 1, 2)
    assert one.key != other.key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There were 120 referrals, 18 more than in the same months of 2021 (102).", []),
        ("There were 120 referrals, 19 more than in the same months of 2021 (102).", ["change"]),
        ("The rate was 38.9%, an improvement of 1.1 points on 37.8%.", []),
        ("The rate was 38.9%, an improvement of 2.1 points on 37.8%.", ["change"]),
        ("Of the 120 referrals, 54 (45%) were for stress and 30 (25%) for backs.", []),
        ("Of the 120 referrals, 54 (45%) were for stress and 30 (29%) for backs.", ["share"]),
        ("Calls were 54 (45%) on tax, 30 (25%) on bins and 12 (10%) on roads.", []),
        ("Calls were 54 (45%) on tax, 30 (38%) on bins and 12 (10%) on roads.", ["share"]),
        ("The plan ends on 31 March 2823.", ["date"]),
        ("Savings of £3.2m are planned. Of these £1.9m (59%) are made.", []),
        ("Savings of £3.2m are planned. Of these £1.9m (69%) are made.", ["share"]),
    ],
)
def test_differences_and_shares_in_words(text, expected):
    assert kinds([text]) == expected
