"""Running a calculation on one case or a list, from plain data to a JSON-ready answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from townclerk.calc.cases import OWN_KEYS, read_case
from townclerk.calc.own_parameters import CaseParameters
from townclerk.calc.printed import compare
from townclerk.kernel.calculation import Calculation, Check, Outcome, ParameterSource
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.kernel.explained import to_json
from townclerk.kernel.parameters import DatedValue


@dataclass(frozen=True)
class Answer:
    """What one case gave."""

    outcome: Outcome
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]
    used: tuple[tuple[str, DatedValue], ...]
    """Each parameter value that the result rests on, by the parameter's name."""

    @property
    def unconfirmed(self) -> bool:
        """Whether the rule, a step, or a value it rests on is of medium or low confidence."""
        return (
            self.outcome.unconfirmed
            or self.outcome.explanation.unconfirmed
            or any(value.confidence.unconfirmed for _, value in self.used)
        )

    def to_json(self, *, explain: bool) -> dict[str, Any]:
        content: dict[str, Any] = {
            "result": to_json(self.outcome.result),
            "unconfirmed": self.unconfirmed,
            "checks": [_check_json(check) for check in self.checks],
            "warnings": list(self.warnings),
            "parameters": [_used_json(name, value) for name, value in self.used],
        }
        if explain:
            content["explanation"] = self.outcome.explanation.to_json()
        return content


def run_document(
    calculation: Calculation, document: Any, source: ParameterSource, *, file: str
) -> tuple[Answer, ...]:
    """Run one case or every case of a list. The faults of all cases are raised at once."""
    cases = document if isinstance(document, list) else [document]
    answers: list[Answer] = []
    problems: list[Problem] = []
    for place, case in enumerate(cases):
        path = f"$[{place}]" if isinstance(document, list) else "$"
        try:
            answers.append(run_case(calculation, case, source, file=file, path=path))
        except Problems as found:
            problems += found.problems
        except TownclerkError as error:
            problems.append(Problem(str(error), field=path, file=file))
    if problems:
        raise Problems(problems)
    return tuple(answers)


def run_case(
    calculation: Calculation,
    case: Any,
    source: ParameterSource,
    *,
    file: str = "",
    path: str = "$",
) -> Answer:
    """Check one case by its schema, work it out, and set the printed values beside the result."""
    own, bare = _parted(case, calculation.schema)
    problems = [
        Problem(f"{key} is not a mapping of names to values.", field=f"{path}.{key}", file=file)
        for key, value in own.items()
        if not isinstance(value, Mapping)
    ]
    if problems:
        raise Problems(problems)
    ready = read_case(bare, calculation.schema, file=file, path=path)
    parameters = CaseParameters(source, own.get("parameters", {}), file=file)
    outcome = calculation.run(ready, parameters)
    checks = outcome.checks + compare(to_json(outcome.result), own.get("printed", {}))
    return Answer(
        outcome=outcome,
        checks=checks,
        warnings=outcome.warnings + parameters.warnings(),
        used=tuple(parameters.used),
    )


def _parted(case: Any, schema: Mapping[str, Any]) -> tuple[dict[str, Any], Any]:
    """The keys that belong to the runner, and the rest; a schema may claim one for itself."""
    if not isinstance(case, dict):
        return {}, case
    claimed = schema.get("properties", {})
    own = {key: case[key] for key in OWN_KEYS if key in case and key not in claimed}
    return own, {key: value for key, value in case.items() if key not in own}


def _used_json(name: str, value: DatedValue) -> dict[str, Any]:
    return {
        "name": name,
        "value": to_json(value.value),
        "from": value.start.isoformat(),
        "to": to_json(value.period.last),
        "source": str(value.provision),
        "checked_on": value.checked_on.isoformat(),
        "confidence": value.confidence.value,
    }


def _check_json(check: Check) -> dict[str, Any]:
    content = {
        "name": check.name,
        "printed": to_json(check.printed),
        "computed": to_json(check.computed),
        "verdict": check.verdict.value,
    }
    for name in ("difference", "why", "tolerance"):
        if text := getattr(check, name):
            content[name] = text
    return content
