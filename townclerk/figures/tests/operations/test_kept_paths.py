"""No page, command or interface above figures shows an explanation it keeps by itself."""

from pathlib import Path

import townclerk

PACKAGE = Path(townclerk.__file__).parent
WORD = '"explanation"'
MAY = {
    # Calculations have no records behind them: their explanation is open with their result.
    "calc/rendering.py",
    "calc/runner.py",
    "democracy/core/deadline_cases.py",
    # A deadline is counted by rule from dates, and holds no record of anybody.
    "platform/deadlines/operations.py",
}


def files(*endings):
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        if path.suffix in endings and "/tests/" not in name and not name.startswith("figures/"):
            yield name, path.read_text(encoding="utf-8")


def test_it_finds_no_other_place_that_opens_a_kept_explanation():
    seen = dict(files(".py"))
    found = {name for name, text in seen.items() if WORD in text or "['explanation']" in text}
    assert len(seen) > 200
    assert {name for name in found - MAY if "/core/" not in name} == set()


def test_it_finds_no_template_that_draws_one():
    seen = dict(files(".html"))
    assert len(seen) > 20
    assert [name for name, text in seen.items() if ".explanation" in text] == []
