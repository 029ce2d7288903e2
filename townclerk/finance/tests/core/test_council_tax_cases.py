"""The worked examples of council tax setting, each a named case with its printed values."""

from pathlib import Path

import pytest

from townclerk.calc import catalogue
from townclerk.calc.cases import read_document
from townclerk.calc.runner import run_case
from townclerk.kernel.calculation import Verdict
from townclerk.platform.parameters import source

FILE = Path(__file__).with_name("council_tax_cases.json")
CASES = read_document(FILE.read_text(encoding="utf-8"), FILE.name)
UNCONFIRMED = ("4.", "5.1 ", "6.", "7.", "12.1 ")
"""Chapters whose rule is of medium confidence: computed, and shown as unconfirmed."""


@pytest.mark.parametrize("given", CASES, ids=[given["name"] for given in CASES])
def test_it_agrees_with_every_printed_value(given):
    calculation = catalogue.by_name(given["calculation"])
    answer = run_case(calculation, given["case"], source())
    off = [check for check in answer.checks if check.verdict is not Verdict.AGREES]
    assert not off
    assert answer.checks
    if given["name"].startswith(UNCONFIRMED):
        assert answer.unconfirmed


def test_it_holds_all_sixty_four_examples():
    assert len({given["name"].split()[0] for given in CASES}) == 64
