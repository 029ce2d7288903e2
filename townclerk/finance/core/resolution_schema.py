"""The schema of one council-tax-resolution case, with the unit of every value."""

from typing import Any

from townclerk.finance.core.case_parts import listed, named, number, one_of, pounds, record, text
from townclerk.finance.core.referendum import EQUAL_OR_MORE, MORE_THAN

BASE = number("Adopted tax base, in Band D equivalents")
AREA = record(
    {
        "code": text("Identifies the area; never its name"),
        "name": text("Name of the area"),
        "precept": pounds("Parish precept"),
        "special_expenses": pounds("Special expenses charged in this part only"),
        "base": BASE,
    },
    ("code",),
)
SPLIT_BAND = record({"core": pounds("Core"), "precept": pounds("Precept")}, ("core", "precept"))
PARISH = record(
    {
        "spending": listed({"type": "number"}, "Budgeted spending lines, in £"),
        "income": listed({"type": "number"}, "Income lines, grants among them, in £"),
        "from_reserves": pounds("Taken from the parish's reserves"),
        "to_reserves": pounds("Put into the parish's reserves"),
        "precept": pounds("Precept as demanded"),
        "support_grant": pounds("Grant paid to the parish; never added to the precept"),
        "target_band_d": pounds("Band D aimed at"),
        "base": BASE,
        "last_precept": pounds("Last year's precept"),
        "last_base": BASE,
    },
    ("base",),
)
SCHEMA: dict[str, Any] = record(
    {
        "requirement": record(
            {
                "additions": named(pounds("Component"), "Components under section 31A(2)"),
                "deductions": named(pounds("Component"), "Components under section 31A(3)"),
                "gross": pounds("Aggregate under section 31A(2)"),
                "income": pounds("Aggregate under section 31A(3); its size counts"),
                "own": pounds("Own requirement without special items"),
                "special": pounds("All special items"),
            }
        ),
        "base": BASE,
        "own_band_d": pounds("Own Band D, when it is fixed first"),
        "major_precepts": named(pounds("Band D"), "Major precepts at Band D by authority"),
        "areas": listed(AREA, "Parishes and parts with special expenses"),
        "wholly_parished": {"type": "boolean", "description": "Whether the bases should add up"},
        "split": record(
            {
                "core": pounds("Last year's core at Band D"),
                "precept": pounds("Last year's cumulative adult social care at Band D"),
                "core_rise": number("Core rise, in percent"),
                "precept_rise": number("Adult social care rise, in percent"),
            },
            ("core", "precept", "core_rise", "precept_rise"),
        ),
        "printed_split": record(
            {
                "precept_band_d": pounds("Adult social care at Band D"),
                "bands": named(SPLIT_BAND, "Printed split by band"),
            },
            ("precept_band_d", "bands"),
        ),
        "referendum": record(
            {
                "year": text("Financial year, 2026/27"),
                "previous": pounds("Last year's relevant basic amount"),
                "proposed": pounds("Proposed relevant basic amount"),
                "authority": text("Name in the bespoke limits"),
                "precept_used": named(number("Percent"), "Precept used in earlier years"),
                "limit": number("Limit, in percent, in place of the one in force"),
                "test": one_of((EQUAL_OR_MORE, MORE_THAN), "Words of the test"),
            },
            ("year", "previous"),
        ),
        "major_tests": record(
            {
                "year": text("Financial year, 2026/27"),
                "previous": named(
                    pounds("Band D"), "Last year's Band D of police, fire and mayor, by that name"
                ),
            },
            ("year", "previous"),
        ),
        "collection_fund": record(
            {
                "balance": pounds("Surplus; a deficit is negative"),
                "own": pounds("Own requirement of the year of the estimate"),
                "precepts": named(pounds("Demand"), "Major precepts of that year"),
                "unit": one_of(("pence", "whole pounds"), "Unit of the notice"),
            },
            ("balance", "own", "precepts"),
        ),
        "exceptional_balance": record(
            {
                "whole": pounds("Whole balance estimated; a deficit is negative"),
                "exceptional": pounds("2020/21 exceptional balance"),
            },
            ("whole", "exceptional"),
        ),
        "previous": record(
            {
                "own_band_d": pounds("Last year's own Band D"),
                "major_precepts": named(pounds("Band D"), "Last year's major precepts at Band D"),
                "areas": named(pounds("Band D"), "Last year's parish amounts at Band D by area"),
            },
            ("own_band_d",),
        ),
        "parish": PARISH,
        "implied_base": record(
            {"amount": pounds("Sum charged"), "band_d": pounds("Printed Band D")},
            ("amount", "band_d"),
        ),
    }
)
