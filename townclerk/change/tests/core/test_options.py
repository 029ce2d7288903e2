"""Totals, phasing, staffing ranges, claims, completeness and the equality picture of options."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townclerk.change.core import options_claims as claims
from townclerk.change.core import options_completeness as completeness
from townclerk.change.core import options_equality as equality
from townclerk.change.core import options_staffing as staffing
from townclerk.change.core.options import (
    Option,
    Package,
    PartsAboveTheWhole,
    Printed,
    against_sheets,
    check_parts,
    phase,
    total,
)
from townclerk.kernel.money import Money

K = Money.thousands


def an_option(reference="a", **values):
    given_values = {"title": reference.upper(), "package": "p", "gross": K(100)} | values
    return Option(reference=reference, **given_values)


def test_a_total_adds_what_counts_and_names_what_does_not():
    found = total(
        [
            an_option("whole", gross=K(3300)),
            an_option("part", gross=K(876), included_in="whole"),
            an_option("apart", gross=K(183), outside_reason="One-off, in no total"),
            an_option("gone", gross=K(50), withdrawn=True),
            an_option("unsure", gross=None),
            an_option("ranged", gross=K(300), reinvestment=K(50), low=K(250), high=K(320)),
        ]
    )
    assert (found.gross, found.reinvestment, found.net) == (K(3600), K(50), K(3550))
    assert (found.low, found.high) == (K(3550), K(3620))
    assert [one.reference for one in found.inside] == ["part"]
    assert [one.reference for one in found.outside] == ["apart"]
    assert [one.reference for one in found.withdrawn] == ["gone"]
    assert [one.reference for one in found.without_amount] == ["unsure"]


@given(st.lists(st.integers(-10_000, 10_000), max_size=8), st.integers(0, 10_000))
def test_a_part_never_moves_a_total(amounts, part):
    plain = [an_option(f"o{n}", gross=Money(pence)) for n, pence in enumerate(amounts)]
    inside = an_option("part", gross=Money(part), included_in="o0")
    assert total([*plain, inside]).gross == total(plain).gross


def test_parts_may_fill_the_whole_and_not_pass_it():
    whole, part = an_option("w", gross=K(10)), an_option("p", gross=K(10), included_in="w")
    check_parts([whole, part])
    with pytest.raises(PartsAboveTheWhole, match=r"£10000.01"):
        check_parts([whole, part, an_option("q", gross=Money(1), included_in="w")])


def test_pounds_cut_to_thousands_are_shown_line_by_line():
    """Table 2 printed 318, 199 and 15 for sheets of 318,500, 199,050 and 15,300."""
    lines = [
        Printed(heading="Staffing", printed=K(318), sheet=Money.pounds(318_500)),
        Printed(heading="Allowances", printed=K(199), sheet=Money.pounds(199_050)),
        Printed(heading="Initiatives", printed=K(15), sheet=Money.pounds(15_300)),
        Printed(heading="Homes", printed=K(200), sheet=K(200)),
    ]
    found = against_sheets(lines)
    assert found.difference == Money.pounds(850)
    assert [line.heading for line in found.differing] == ["Staffing", "Allowances", "Initiatives"]


def test_a_package_is_phased_as_it_says_or_else_by_its_sheets():
    sheets = [
        an_option("a", gross=K(9), years={2017: K(4), 2018: K(5)}),
        an_option("b", gross=K(2), years={2018: K(2)}, withdrawn=True),
        an_option("c", gross=K(7), years={2017: K(7)}, package="q"),
    ]
    by_sheets = phase(Package(code="p", title="P", phased={}), sheets)
    assert (by_sheets.years, by_sheets.from_sheets) == ({2017: K(4), 2018: K(5)}, True)
    stated = phase(Package(code="p", title="P", phased={2017: K(8)}), sheets)
    assert (stated.total, stated.from_sheets, stated.difference) == (K(8), False, K(1))


def some(reference, low, high=None, **values):
    return staffing.Staffing(
        reference=reference,
        title=reference,
        known=staffing.Known.KNOWN,
        low=Decimal(low),
        high=Decimal(low if high is None else high),
        **values,
    )


def unsure(reference, known=staffing.Known.UNKNOWN):
    return staffing.Staffing(reference=reference, title=reference, known=known)


def test_unknown_is_not_nil():
    none, unknown = staffing.range_of([some("a", 0)]), staffing.range_of([unsure("a")])
    assert (none.low, unknown.low) == (0, 0)
    assert none.complete
    assert not unknown.complete
    assert [row.reference for row in unknown.unknown] == ["a"]
    assert staffing.words(Decimal(0), Decimal(0), staffing.Known.KNOWN) == "0"
    assert staffing.words(None, None, staffing.Known.UNKNOWN) == "unknown"


def test_a_range_adds_the_known_and_leaves_out_what_is_inside_another():
    found = staffing.range_of(
        [some("a", 200, 300), some("b", 3, 6), some("part", 9, adds=False), unsure("c")]
    )
    assert (found.low, found.high) == (203, 306)
    assert [row.reference for row in found.left_out] == ["part"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=7))
def test_no_public_range_gives_a_small_number_back(pairs):
    rows = [some(f"o{n}", low, low + more) for n, (low, more) in enumerate(pairs)]
    shown = staffing.public(staffing.range_of(rows), 10)
    assert all(row.hidden for row, (low, _) in zip(shown.rows, pairs, strict=True) if 0 < low < 10)
    hidden = [row for row in shown.rows if row.hidden]
    assert len(hidden) != 1 or shown.low is None or shown.high is None


def test_more_posts_than_are_in_scope_is_said():
    assert staffing.beyond_scope("p", some("p", 10, 12), some("p", 3, 5), some("p", 6, 8))
    assert not staffing.beyond_scope("p", some("p", 28), None, some("p", 18, 28))
    assert not staffing.beyond_scope("p", None, some("p", 2), some("p", 2))


def a_slice(claimant, **values):
    given_values = {"kind": "post", "reference": "r1", "title": "Night scout"} | values
    return claims.Slice(claimant=claimant, **given_values)


def test_a_second_claim_is_refused_unless_both_are_shared():
    with pytest.raises(claims.ClaimedTwice, match="claimed by A already"):
        claims.check_claim(a_slice("B", shared=True), [a_slice("A")])
    claims.check_claim(a_slice("B", shared=True), [a_slice("A", shared=True)])
    claims.check_claim(a_slice("B", reference="r2"), [a_slice("A")])
    claims.check_claim(a_slice("A", amount=K(1)), [a_slice("A")])


def test_claims_do_not_pass_the_whole_nor_disagree_on_it():
    held = a_slice("A", shared=True, whole=K(100), amount=K(60))
    with pytest.raises(claims.MoreThanThereIs, match=r"£110000.00"):
        claims.check_claim(a_slice("B", shared=True, whole=K(100), amount=K(50)), [held])
    with pytest.raises(claims.MoreThanThereIs, match="same whole"):
        claims.check_claim(a_slice("B", shared=True, whole=K(90), amount=K(1)), [held])


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=6), st.integers(0, 10_000))
def test_shares_come_to_the_whole_to_the_penny(pence, left):
    whole = Money(sum(pence) + left)
    claims.check_shares(whole, [Money(one) for one in pence], Money(left))
    with pytest.raises(claims.SharesDoNotSum):
        claims.check_shares(whole + Money(1), [Money(one) for one in pence], Money(left))


def test_income_the_growth_programme_counts_on_too_is_found():
    ours = a_slice("Leisure", kind="income", reference="berths", title="Marina berths")
    theirs = a_slice("Coast", kind="income", reference="berths", title="Marina berths", growth=True)
    named_apart = replace(theirs, reference="marina", title="Berths in the new marina")
    assert claims.overlaps([ours, theirs])[0].finding is claims.Finding.GROWTH
    assert claims.overlaps([ours, named_apart])[0].finding is claims.Finding.ALIKE
    other = replace(theirs, reference="x", title="Car parking at the station")
    assert claims.overlaps([ours, other]) == ()


def test_settled_shares_are_no_overlap_and_open_ones_are():
    settled = [a_slice(name, shared=True, whole=K(100), amount=K(50)) for name in ("A", "B")]
    assert claims.overlaps(settled) == ()
    found = claims.overlaps([settled[0], replace(settled[1], amount=K(40))])
    assert found[0].finding is claims.Finding.OPEN_SHARES


def a_whole_sheet(**values):
    rows = {name: some(name, 10) for name in completeness.MEASURES}
    given_values = {
        "texts": dict.fromkeys(completeness.TEXTS, "said"),
        "gross": K(100),
        "years": {2017: K(60), 2018: K(40)},
        "consultation": {"inform": "yes"},
        "staffing": rows,
        "risks": (completeness.Risk(number=1, risk="Late", mitigation="Watch"),),
        "claims": 1,
    } | values
    return completeness.SheetFacts(**given_values)


def test_a_whole_sheet_lacks_nothing():
    assert completeness.missing(a_whole_sheet()) == ()


def test_the_gate_lists_everything_at_once():
    texts = dict.fromkeys(completeness.TEXTS, "said") | {"stops": " ", "equality": ""}
    sheet = a_whole_sheet(texts=texts, claims=0, risks=(), consultation={}, staffing={})
    with pytest.raises(completeness.Incomplete) as refused:
        completeness.require(sheet, completeness.Gate.TABLE)
    headings = [one.heading for one in refused.value.missing]
    assert headings.count("staffing") == 3
    assert {"stops", "equality", "claims", "risks", "consultation"} <= set(headings)
    completeness.require(sheet, completeness.Gate.WORK_UP)


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        ({"years": {2017: K(99)}}, "years"),
        ({"years": {}}, "years"),
        ({"gross": None}, "gross"),
        ({"claims_contract": True}, "exit_cost"),
        ({"claim_findings": ("Claimed twice.",)}, "claims"),
        ({"risks": (completeness.Risk(number=2, risk="Late", mitigation=""),)}, "risks"),
    ],
)
def test_each_lack_is_told_at_its_heading(change, heading):
    assert [one.heading for one in completeness.missing(a_whole_sheet(**change))] == [heading]


def test_unknown_staffing_is_an_answer_and_silence_is_none():
    rows = a_whole_sheet().staffing
    answered = a_whole_sheet(staffing=rows | {"redundancies": unsure("r")})
    assert completeness.missing(answered) == ()
    silent = unsure("r", staffing.Known.NOT_STATED)
    assert len(completeness.missing(a_whole_sheet(staffing=rows | {"redundancies": silent}))) == 1


@pytest.mark.parametrize(
    ("going", "note", "asks"),
    [
        (some("r", 4, 14), "", True),
        (unsure("r"), "", True),
        (some("r", 0), "", False),
        (some("r", 4, 14), "Posts are spread evenly.", False),
    ],
)
def test_no_assessment_beside_redundancies_asks_why(going, note, asks):
    texts = a_whole_sheet().texts | {"equality": "not-required"}
    rows = a_whole_sheet().staffing | {"redundancies": going}
    found = completeness.missing(a_whole_sheet(texts=texts, staffing=rows, equality_note=note))
    assert bool(found) is asks


def test_an_amount_outside_its_own_range_is_doubted():
    below = a_whole_sheet(gross=K(90), low=K(95), high=K(99))
    assert completeness.doubts(below) == ("The amount is £5,000 below the lowest of its range.",)
    assert completeness.doubts(a_whole_sheet(gross=K(97), low=K(95), high=K(99))) == ()


GROUPS = (
    equality.Group(code="age", title="Age"),
    equality.Group(code="sex", title="Sex"),
    equality.Group(code="care-experienced", title="Care-experienced people", local=True),
)


def test_the_picture_lists_each_group_once_with_every_option():
    impacts = [
        equality.Impact(subject="A", group="age", effect="negative", degree="low"),
        equality.Impact(
            subject="B", group="age", effect="negative", degree="high", remaining="medium"
        ),
        equality.Impact(subject="B", group="sex", effect="positive"),
        equality.Impact(subject="C", group="care-experienced", effect="unknown"),
    ]
    options = [
        equality.Assessed(subject=o, title=o, status="To be assessed", assessed=o != "D")
        for o in "ABCD"
    ]
    found = equality.cumulative(GROUPS, options, impacts)
    assert [one.group.code for one in found.affected] == ["age", "care-experienced"]
    age = found.groups[0]
    assert (age.negative, age.several, age.worst, age.remaining) == (
        ("A", "B"),
        True,
        "high",
        "medium",
    )
    assert [one.subject for one in found.not_assessed] == ["D"]


def test_a_group_the_day_does_not_know_is_refused_with_those_it_knows():
    with pytest.raises(equality.UnknownGroup, match="age, sex, care-experienced"):
        equality.check_group("socio-economic", GROUPS, on=date(2023, 2, 1))
