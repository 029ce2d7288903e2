"""The council that `script/server` loads: started again, saved, destroyed and brought back; and a
build killed half-way."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("demonstration_beside.py")
ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def council(tmp_path_factory, lay_tables):
    """A demonstration council with facts, in a data directory of its own, on SQLite."""
    home = tmp_path_factory.mktemp("council") / "home"
    lay_tables(home)
    told = run(home, *started_with())
    assert len(re.findall(r"^  \w+ +\S{12,}$", told, re.MULTILINE)) > 5
    assert run(home, "land") == "499500"
    return home


def started_with():
    """The words with which `script/server` loads the council."""
    server = (ROOT / "script" / "server").read_text()
    return re.search(r"townclerk (demo .*)", server)[1].split()


def started(home, *words):
    env = {k: v for k, v in os.environ.items() if not k.startswith("TOWNCLERK_")}
    env |= {"TOWNCLERK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, str(PROGRAM), *map(str, words)],
        env=env,
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )


def run(home, *words):
    done = started(home, *words)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def figures(home):
    keys = ("original_gap", "revisions", "revised_gap", "remaining_gap")
    return [
        json.loads(
            run(home, "figure", "show", f"finance.plan.{key}", "--all", "--json", "--explain")
        )
        for key in keys
    ]


def test_it_keeps_what_was_typed_when_it_is_started_again(council):
    run(council, "user", "add", "typed-by-hand", "--as", "administrator")
    again = started(council, *started_with())
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert "typed-by-hand" in run(council, "user", "list")
    key = council / "keys" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_brings_back_every_figure_with_its_explanation(council, tmp_path):
    before = figures(council)
    assert "-7.761" in json.dumps(before) or "7761000" in json.dumps(before)
    archive = tmp_path / "council.tar"
    content = run(council, "backup", archive).split()[1]
    shutil.rmtree(council)
    assert run(council, "restore", archive).strip() == content
    assert figures(council) == before
    checked = started(council, "check")
    assert (checked.returncode, checked.stdout) == (0, "")


def test_it_leaves_no_half_file_when_a_build_is_killed(council, tmp_path):
    out = tmp_path / "built"
    words = ("report", "build", "budget-report", "--period", "2017/18", "--out", out)
    killed = started(council, "die-at-2", *words, "--format", "html,docx")
    assert killed.returncode == -9
    there = sorted(path.name for path in out.iterdir() if not path.name.startswith("."))
    assert there == ["budget-report.html"]
    assert (out / "budget-report.html").read_text().rstrip().endswith(("</html>", ">"))
    whole = (out / "budget-report.html").read_bytes()
    run(council, *words, "--format", "html,docx")
    assert (out / "budget-report.html").read_bytes() == whole
    assert (out / "budget-report.docx").read_bytes().startswith(b"PK")
    assert not [path for path in out.iterdir() if path.name.startswith(".")]
