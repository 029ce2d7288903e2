"""The public calculations of financial planning and council tax setting."""

from townclerk.finance.core import plan_cases, reserve_cases, resolution_cases, tax_cases
from townclerk.finance.core.bands import BAND_RULE
from townclerk.finance.core.change_fund import FUND_RULE
from townclerk.finance.core.collection_fund import SHARES_RULE, SPREADING_RULE
from townclerk.finance.core.major_precepts import MAJOR_LIMITS
from townclerk.finance.core.plan import PRACTICE
from townclerk.finance.core.referendum import BESPOKE, LIMITS, PRINCIPLES
from townclerk.finance.core.requirement import BASIC_RULE, REQUIREMENT_RULE, SPECIAL_RULE
from townclerk.finance.core.reserves import ADEQUACY_RULE, RISK_RULE
from townclerk.finance.core.resolution_schema import SCHEMA as RESOLUTION_SCHEMA
from townclerk.finance.core.tax_base import BASE_RULE
from townclerk.kernel.calculation import Calculation

PLAN_GAP = Calculation(
    name="plan-gap",
    title="The gap of a medium-term plan",
    description=(
        "Original gap, revisions, proposals and phasing by year and in total; the bridge from the "
        "version before, what moving a driver is worth, and scenarios. Amounts are year-on-year "
        "changes; one-offs and phasing unwind by themselves."
    ),
    schema=plan_cases.SCHEMA,
    run=plan_cases.run,
    example={
        "unit": "£m",
        "years": ["2017/18", "2018/19", "2019/20"],
        "lines": [
            {"key": "gap", "step": "original", "amounts": ["33.432", "14.614", "16.372"]},
            {"key": "revisions", "step": "revision", "amounts": ["(9.220)", "4.693", "(3.234)"]},
        ],
        "printed": {"revised_gap.total": "56.657"},
    },
    sources=(PRACTICE,),
)
TAX_OPTIONS = Calculation(
    name="tax-options",
    title="Council tax options against the gap",
    description=(
        "Yields of core and precept rises by year, what they leave of the gap, the room under the "
        "referendum principles, and printed yields beside modelled ones."
    ),
    schema=tax_cases.OPTIONS_SCHEMA,
    run=tax_cases.run_options,
    example={
        "unit": "£m",
        "years": ["2017/18", "2018/19", "2019/20"],
        "base": "111.98",
        "growth": "0.571%",
        "gap": ["4.468", "4.673", "4.887"],
        "options": [{"name": "3.99%", "core": ["1.99", "1.99", "1.99"], "precept": [2, 2, 2]}],
    },
    sources=(PRINCIPLES, BASIC_RULE),
    parameters=(LIMITS, BESPOKE),
)
TAX_BASE = Calculation(
    name="council-tax-base",
    title="The council tax base",
    description="Band D equivalents of a district or a part, from its dwellings by band.",
    schema=tax_cases.BASE_SCHEMA,
    run=tax_cases.run_base,
    example={
        "bands": [
            {"band": "D", "dwellings": "1,000", "discounts": [{"count": 200, "percent": 25}]}
        ],
        "rate": "98.5%",
    },
    sources=(BASE_RULE,),
    parameters=("finance/tax-base-places",),
)
RESOLUTION = Calculation(
    name="council-tax-resolution",
    title="Setting the council tax",
    description=(
        "Requirement in three forms, basic amounts, parishes and special expenses, major precepts, "
        "eight bands and A-, the referendum test, the adult social care split and collection fund "
        "shares. Each part is worked out when the case holds it."
    ),
    schema=RESOLUTION_SCHEMA,
    run=resolution_cases.run,
    example={
        "own_band_d": "2,043.54",
        "major_precepts": {"police": "278.97", "fire": "96.25", "mayor": "24.00"},
        "referendum": {"year": "2025/26", "previous": "1,946.41"},
        "printed": {"bands.totals.A": "1,628.51"},
    },
    sources=(
        REQUIREMENT_RULE,
        BASIC_RULE,
        SPECIAL_RULE,
        BAND_RULE,
        PRINCIPLES,
        SHARES_RULE,
        SPREADING_RULE,
    ),
    parameters=(LIMITS, BESPOKE, MAJOR_LIMITS),
)
RESERVES = Calculation(
    name="reserves-adequacy",
    title="Whether balances are adequate",
    description="Balances by year, risks, floor, target, replenishment and the ratio to budget.",
    schema=reserve_cases.RESERVES_SCHEMA,
    run=reserve_cases.run_reserves,
    example={
        "unit": "£m",
        "years": ["2023/24"],
        "opening": "16.414",
        "contributions": ["4.8"],
        "target": 23,
        "printed": {"projected": "21.214", "shortfall": "1.786"},
    },
    sources=(ADEQUACY_RULE, RISK_RULE),
)
CHANGE_FUND = Calculation(
    name="change-fund",
    title="What is left of the change fund",
    description="Sources less awards, whether a request fits, and when it pays back.",
    schema=reserve_cases.FUND_SCHEMA,
    run=reserve_cases.run_fund,
    example={
        "unit": "£m",
        "sources": {"reserve": "1.5", "capital receipts": "3.6", "borrowing": "3.4"},
        "request": "8.6",
        "printed": {"headroom": "8.5"},
    },
    sources=(FUND_RULE,),
)
CALCULATIONS = (PLAN_GAP, TAX_OPTIONS, TAX_BASE, RESOLUTION, RESERVES, CHANGE_FUND)
