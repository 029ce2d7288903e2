"""What is said in one place holds in the other.

Each test also asserts that it looked at something.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

ROOT = Path(__file__).parents[2]
CODE = [
    path
    for folder in ("townclerk", "config")
    for path in (ROOT / folder).rglob("*.py")
    if "tests" not in path.parts
]
TEMPLATES = [path for path in (ROOT / "townclerk").rglob("templates/**/*") if path.is_file()]


def text_of(paths: list[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def named_in_templates() -> set[str]:
    return set(re.findall(r"\b(?:route|url)\(['\"]([\w:-]+)['\"]", text_of(TEMPLATES)))


def test_every_template_is_used():
    everything = text_of(CODE + TEMPLATES)
    assert len(TEMPLATES) > 20
    names = [str(path).split("/templates/", 1)[1] for path in TEMPLATES]
    # allauth looks for these by names of its own.
    theirs = ("account/", "mfa/", "allauth/", "429.html")
    own = [name for name in names if not name.startswith(theirs)]
    assert [name for name in own if name not in everything] == []


def test_every_route_in_a_template_exists():
    names = named_in_templates()
    assert len(names) > 20
    known = set(get_resolver().reverse_dict) | {
        f"{space}:{name}"
        for space, (_, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
    assert sorted(name for name in names if name not in known and not _plain(name)) == []


def _plain(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def test_every_setting_of_the_environment_is_documented():
    read = set(re.findall(r"\"(TOWNCLERK_[A-Z_]+)\"", text_of(CODE)))
    told = text_of([ROOT / "docs/how-to/settings.md"])
    assert "TOWNCLERK_HOME" in read
    assert sorted(name for name in read if f"`{name}`" not in told) == []


@pytest.mark.parametrize("page", ["law", "commands"])
def test_a_written_page_is_current(page):
    command = [sys.executable, f"script/write_{page}.py", "--check"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"{told.stderr} Run script/docs."


def test_each_decision_has_a_number_of_its_own():
    numbers = Counter(path.name[:4] for path in (ROOT / "docs/adr").glob("*.md"))
    assert len(numbers) > 5
    assert [number for number, count in numbers.items() if count > 1] == []
