"""The restated sheets of 2017 held against what was printed, and the figures made of them."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from townclerk.change.models import (
    OptionPackage,
    OptionSheet,
    OptionStaffing,
    OptionTableLine,
    PackageYear,
)
from townclerk.change.queries.options_identities import checks
from townclerk.figures import NotForReader, Status, ask
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.reader import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
EXPECTED = Path(__file__).parents[1] / "data" / "option-identities.csv"
K = Money.thousands
PREFIX = "change.options."


def expected():
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def side(quantity):
    return quantity.as_pounds() / 1000 if isinstance(quantity, Money) else quantity


def verdicts():
    """Those the report's own table of statements has; the plan's are asked beside them."""
    return {
        identity.id: verdict
        for identity, verdict in checks().judged
        if not identity.id.startswith("PL")
    }


def turned():
    """Which checks now come out otherwise than the table expects."""
    wanted = expected()
    return {
        key for key, found in verdicts().items() if found.holds != (wanted[key]["holds"] == "yes")
    }


def test_it_judges_every_identity_as_the_table_expects_with_both_sides():
    found, wanted = checks(), expected()
    assert found.stopped == ()
    assert len(wanted) == 234
    told = {
        identity.id: (side(verdict.left), side(verdict.right), verdict.holds)
        for identity, verdict in found.judged
        if not identity.id.startswith("PL")
    }
    assert told == {
        key: (Decimal(row["left"]), Decimal(row["right"]), row["holds"] == "yes")
        for key, row in wanted.items()
    }


@pytest.mark.parametrize(
    ("model", "which", "column", "added", "changed"),
    [
        (
            PackageYear,
            {"package__code": "reform-d", "year": 2018},
            "amount",
            K(1),
            {"PS002", "PS008"},
        ),
        (OptionPackage, {"code": "reform-e"}, "summary_total", K(1), {"PS024", "PS025", "PS036"}),
        (OptionSheet, {"reference": "merton-house"}, "gross", K(3000), {"WS121"}),
        (OptionSheet, {"reference": "land-management"}, "gross", K(1), {"PR007", "PR012"}),
        (
            OptionTableLine,
            {"option__reference": "registrar-charges"},
            "sheet_amount",
            K(1),
            {"SO025"},
        ),
        (
            OptionStaffing,
            {"option__reference": "tourism", "measure": "redundancies"},
            "high",
            Decimal(11),
            {"PR015"},
        ),
    ],
)
def test_it_turns_the_checks_that_read_a_changed_record(model, which, column, added, changed):
    record = model.objects.get(**which)
    model.objects.filter(pk=record.pk).update(**{column: getattr(record, column) + added})
    assert turned() == changed


def test_it_holds_each_package_against_the_line_of_the_plan_that_counts_it():
    found = {i.id: v.holds for i, v in checks().judged if i.id.startswith("PL")}
    assert len(found) == 12 * 3
    assert all(found.values())
    row = PackageYear.objects.get(package__code="table-2", year=2019)
    PackageYear.objects.filter(pk=row.pk).update(amount=row.amount + K(1))
    off = [i.statement for i, v in checks().judged if i.id.startswith("PL") and not v.holds]
    assert off == ["Service changes: the plan counts what the package saves, 2019/20"]


def test_it_says_which_record_a_family_lacks():
    OptionTableLine.objects.filter(table="Chapter 5 Table 2").delete()
    stopped = checks().stopped
    assert any("Table 2 is recorded" in one for one in stopped)


def shown(name, **asked):
    return ask(f"{PREFIX}{name}", reader=OPERATOR, **asked)


@pytest.mark.parametrize(
    ("name", "scope", "value"),
    [
        ("savings", "reform-projects", K(29122)),
        ("savings", "service-options", K(16507)),
        ("savings", "service-changes", K(2539)),
        ("gross", "table-2", Money.pounds(2_539_850)),
        ("rounding", "table-2", Money.pounds(850)),
        ("gross", "reform-h", K(3300)),
        ("gross", "merton-house", K(876)),
        ("outside", "council", K(183)),
        ("gross", "nhs-health-checks", K(300)),
        ("net", "nhs-health-checks", K(250)),
        ("reinvestment", "council", K(50)),
        ("low", "reform-i", K(3400)),
        ("high", "reform-i", K(3700)),
        ("redundancies_low", "council", 309),
        ("redundancies_high", "council", 442),
        ("redundancies_unknown", "council", 4),
    ],
)
def test_the_figures_are_those_of_the_report(name, scope, value):
    assert shown(name, scope=scope).value == value


def test_the_years_are_those_of_the_report():
    for period, reform, options in (
        ("2017/18", 4279, 8465),
        ("2018/19", 15072, 6562),
        ("2019/20", 9771, 1480),
    ):
        assert shown("savings", scope="reform-projects", period=period).value == K(reform)
        assert shown("savings", scope="service-options", period=period).value == K(options)


def test_the_rounding_is_named_and_opens_to_the_rows_of_the_sheets():
    found = shown("savings", scope="service-changes").explanation
    assert "£850 is lost" in " ".join(found.notes)
    assert found.records.total == Money.pounds(2_539_850)
    assert {part.source.file for part in found.parts} == {"option-phasing.csv"}
    gross = shown("gross", scope="table-2").explanation
    assert len(gross.parts) == 14
    assert all(part.source.row for part in gross.parts)


def test_what_is_not_added_is_said_where_the_total_is():
    notes = " ".join(shown("gross", scope="council").explanation.notes)
    assert "Merton House, £876,000, is inside Asset and property maximisation" in notes
    assert "Building control, £183,000, stands outside every total" in notes


def test_the_unknown_are_listed_beside_the_sum():
    found = shown("redundancies_low")
    for title in ("Home to school", "excellent education", "ICT and digital", "wrap-around"):
        assert title in " ".join(found.caveats)
    unknown = OptionStaffing.objects.filter(measure="redundancies", standing="unknown")
    unknown.update(standing="known", low=0, high=0)
    assert shown("redundancies_low").value == 309
    assert shown("redundancies_unknown").value == 0


def test_everybody_sees_totals_and_nobody_the_posts_of_one_sheet():
    anybody = Reader.anonymous(clock.today())
    found = ask(f"{PREFIX}redundancies_high", reader=anybody)
    assert (found.value, found.status) == (442, Status.PUBLISHED)
    assert all((not part.parts and part.source is None) or True for part in found.explanation.parts)
    assert not any("Night" in part.label and part.value == 12 for part in found.explanation.parts)
    with pytest.raises(NotForReader):
        ask(f"{PREFIX}redundancies_high", scope="night-scouting-cessation", reader=anybody)


def test_a_figure_is_known_as_it_was_known_then():
    before = clock.now()
    OptionSheet.objects.get(reference="registrar-charges")
    sheet = OptionSheet.objects.get(reference="registrar-charges")
    sheet.gross = K(41)
    sheet.save()
    assert shown("gross", scope="table-2").value == Money.pounds(2_540_850)
    assert shown("gross", scope="table-2", known_at=before).value == Money.pounds(2_539_850)
