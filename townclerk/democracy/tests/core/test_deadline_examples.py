"""The worked examples of how the law counts, each through the public calculation."""

import json
from pathlib import Path
from typing import Any

import pytest

from townclerk.calc.runner import run_case
from townclerk.democracy.core.calculations import DEADLINE
from townclerk.kernel.explained import to_json
from townclerk.platform.parameters import source

FOLDER = Path(__file__).parent / "examples"
EXAMPLES = {
    f"{file.stem}: {example['name']}": example
    for file in sorted(FOLDER.glob("*.json"))
    for example in json.loads(file.read_text(encoding="utf-8"))
}
EXPECTED = {"working-days": 44, "governance": 33, "information-rights": 53}
"""How many different worked examples each file carries."""


def at(result: Any, path: str) -> Any:
    for part in path.split("."):
        result = result[part]
    return result


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_gives_the_answer_of_the_worked_example(name: str) -> None:
    example = EXAMPLES[name]
    expect = dict(example["expect"])
    local_time = expect.pop("due_local_time", None)
    answer = run_case(DEADLINE, example["case"], source())
    result = to_json(answer.outcome.result)
    assert {path: at(result, path) for path in expect} == expect
    if local_time:
        assert result["due_moment"][11:16] == local_time
    assert answer.unconfirmed is example["unconfirmed"]


@pytest.mark.parametrize(("file", "number"), EXPECTED.items())
def test_it_holds_every_worked_example(file: str, number: int) -> None:
    held = {name.split()[1] for name in EXAMPLES if name.startswith(f"{file}: ")}
    assert len(held) == number
