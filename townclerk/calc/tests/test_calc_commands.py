"""`townclerk calc` as it is typed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from townclerk.calc import catalogue
from townclerk.cli.main import root

CASE = {"rule": "foi-reply", "start": "2026-03-02"}


def calc(*arguments: str, given: Any = None) -> Result:
    text = None if given is None else json.dumps(given)
    return CliRunner().invoke(root, ["calc", *arguments], input=text)


def test_it_lists_the_calculations() -> None:
    assert calc("list").exit_code == 0
    assert "deadline" in calc("list").stdout
    rows = json.loads(calc("list", "--json").stdout)
    assert [row["name"] for row in rows] == list(catalogue.names())


@pytest.mark.parametrize("name", catalogue.names())
def test_it_shows_and_runs_its_own_worked_example(name: str) -> None:
    shown = calc("show", name, "--json", "--on", "2026-11-26")
    assert shown.exit_code == 0, shown.output
    content = json.loads(shown.stdout)
    assert content["schema"]["type"] == "object"
    assert content["sources"]
    assert content["units"]
    done = calc("run", name, "--in", "-", given=content["example"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["result"]
    wrong = [check for check in answer["checks"] if check["verdict"] != "agrees"]
    assert wrong == []


def test_it_shows_the_parameters_in_force_on_a_day() -> None:
    content = json.loads(calc("show", "deadline", "--json", "--on", "2013-04-05").stdout)
    found = {one["name"]: one for one in content["parameters"]}
    assert found["platform/redundancy-consultation-100"]["value"]["number"] == 90
    assert found["platform/personal-data-breach"]["value"] is None
    text = calc("show", "deadline", "--on", "2013-04-06").stdout
    assert "Parameters in force on 6 April 2013" in text
    assert "JSON Schema" in text
    assert "Worked example" in text


def test_it_answers_one_case_with_one_document() -> None:
    done = calc("run", "deadline", "--in", "-", "--explain", given=CASE)
    answer = json.loads(done.stdout)
    assert answer["result"]["due"] == "2026-03-31"
    assert answer["unconfirmed"] is False
    assert answer["explanation"]["rule"]["citation"].startswith("Freedom of Information Act 2000")
    assert done.stderr == ""


def test_it_answers_a_list_with_a_list() -> None:
    answers = json.loads(calc("run", "deadline", "--in", "-", given=[CASE, CASE]).stdout)
    assert [answer["result"]["due"] for answer in answers] == ["2026-03-31"] * 2


def test_it_speaks_in_lines_when_asked() -> None:
    given = CASE | {"printed": {"due": "2026-03-30", "by_calendar.england": "2026-03-30"}}
    done = calc("run", "deadline", "--in", "-", "--text", "--explain", given=given)
    assert "due: printed 2026-03-30 differs by -1 day from 2026-03-31." in done.stdout
    assert "by_calendar.england: printed 2026-03-30 agrees." in done.stdout
    assert "Not counted: weekends; 2026-03-17 St Patrick's Day." in done.stdout


def test_it_marks_an_unconfirmed_rule() -> None:
    given = {"rule": "agenda-publication", "event": "2026-03-05"}
    assert json.loads(calc("run", "deadline", "--in", "-", given=given).stdout)["unconfirmed"]
    text = calc("run", "deadline", "--in", "-", "--text", "--explain", given=given).stdout
    assert "Unconfirmed:" in text
    assert "(unconfirmed)" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rule": "foi-reply", "start": "2 March"}, '$.start: "2 March" is not a date'),
        ({"rule": "foi-reply", "strat": "2026-03-02"}, "strat not known here"),
        ({"rule": "foi-reply"}, "gives no start or event"),
        ({"rule": "none", "start": "2026-03-02"}, "no parameter called platform/none"),
        ({"rule": "foi-reply", "start": "2030-01-01"}, "outside the uk calendar"),
        ({"rule": "subject-access", "start": "2017-01-01"}, "has no value on 2017-01-01"),
        ({"rule": "foi-reply", "event": "2026-03-02"}, "counts from the start"),
        ({"rule": "foi-reply", "start": "2026-03-02", "roll": "none"}, "lays down its own roll"),
        (CASE | {"also_closed": ["2026-03-05"]}, "a time to answer"),
        (
            {"rule": "redundancy-consultation-20", "start": "2026-03-02", "number": 29},
            "too short",
        ),
    ],
)
def test_it_refuses_a_bad_case_in_words(given: Any, words: str) -> None:
    done = calc("run", "deadline", "--in", "-", given=given)
    assert done.exit_code == 1
    assert words in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_it_counts_notice_without_days_the_council_is_closed() -> None:
    given = {"rule": "agenda-publication", "event": "2026-01-08", "also_closed": ["2025-12-31"]}
    answer = json.loads(calc("run", "deadline", "--in", "-", given=given).stdout)
    assert answer["result"]["due"] == "2025-12-29"


def test_it_counts_a_plain_limit_past_the_bank_holidays_held() -> None:
    given = {"start": "2035-01-01", "number": 30, "convention": "days"}
    answer = json.loads(calc("run", "deadline", "--in", "-", given=given).stdout)
    assert answer["result"]["due"] == "2035-01-31"
    assert answer["result"]["next_working_day"] is None


def test_it_says_whether_it_was_done_in_time() -> None:
    given = CASE | {"acted": "2026-04-02"}
    result = json.loads(calc("run", "deadline", "--in", "-", given=given).stdout)["result"]
    assert (result["in_time"], result["days_late"]) == (False, 2)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["run", "deadline"], 2),
        (["run", "nothing", "--in", "-"], 2),
        (["show", "nothing"], 2),
        (["show", "deadline", "--on", "soon"], 2),
        (["nothing"], 2),
        (["run", "deadline", "--in", "/nowhere/at/all.json"], 1),
    ],
)
def test_it_leaves_with_the_code_for_what_went_wrong(arguments: list[str], code: int) -> None:
    assert calc(*arguments).exit_code == code


def test_it_starts_without_django_and_without_a_database(tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text(json.dumps(CASE))
    program = (
        "import sys; from townclerk.cli.main import root; "
        "root(['calc', 'run', 'deadline', '--in', 'case.json'], standalone_mode=False); "
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"TOWNCLERK_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"]["due"] == "2026-03-31"
    assert not (tmp_path / "home").exists()
