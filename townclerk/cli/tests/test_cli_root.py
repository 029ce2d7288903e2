"""The root command: lazy, clear when it fails, and never a trace."""

import sys
import types
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from townclerk.cli import commands
from townclerk.cli.commands import COMMANDS, Entry, Needs
from townclerk.cli.main import load, root
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform.acting import acting

FAILURES: dict[str, Exception] = {
    "sentence": TownclerkError("The file is empty. Choose another."),
    "many": Problems([Problem("One.", row=2), Problem("Two.", row=3)]),
    "surprise": ZeroDivisionError("division by zero"),
}


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A command 'probe' that fails as it is told to, with its own home."""

    @click.command()
    @click.argument("failure")
    def fails(failure: str) -> None:
        raise FAILURES[failure]

    module = types.ModuleType("probe_commands")
    module.fails = fails  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "probe_commands", module)
    entry = Entry("probe_commands:fails", "Fails.", Needs.NOTHING)
    monkeypatch.setitem(commands.COMMANDS, "probe", entry)
    monkeypatch.setenv("TOWNCLERK_HOME", str(tmp_path))
    monkeypatch.delenv("TOWNCLERK_DEBUG", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, list(arguments))


def test_it_lists_every_command_with_its_sentence() -> None:
    shown = run("--help")
    assert shown.exit_code == 0
    for name, entry in COMMANDS.items():
        assert name in shown.stdout
        assert entry.summary.split()[0] in shown.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_entry_leads_to_a_command(name: str) -> None:
    entry = COMMANDS[name]
    needs = Needs.NOTHING if entry.needs is Needs.NOTHING else Needs.DJANGO
    assert load(Entry(entry.target, entry.summary, needs)).help


def test_it_gives_its_version() -> None:
    assert run("--version").stdout.startswith("townclerk, version ")


def test_it_says_what_is_wrong_in_the_words_of_the_error(probe: Path) -> None:
    done = run("probe", "sentence")
    assert done.exit_code == 1
    assert done.stderr == "The file is empty. Choose another.\n"
    assert done.stdout == ""


def test_it_tells_every_problem(probe: Path) -> None:
    assert run("probe", "many").stderr == "row 2: One.\nrow 3: Two.\n"


def test_it_logs_a_surprise_and_gives_one_line(probe: Path) -> None:
    done = run("probe", "surprise")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    log = (probe / "errors.log").read_text()
    reference = log[1:9]
    assert reference in done.stderr
    assert "ZeroDivisionError" in log


def test_it_shows_the_trace_when_asked(probe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWNCLERK_DEBUG", "1")
    assert isinstance(run("probe", "surprise").exception, ZeroDivisionError)


def test_wrong_usage_is_2() -> None:
    assert run("no-such-command").exit_code == 2
    assert run("calc", "run").exit_code == 2


def _acting_command() -> Any:
    @click.command()
    @acting
    def write(actor: Any) -> None:
        click.echo(f"{actor.user.username} by {actor.os_user}")

    return write


@pytest.mark.django_db
def test_it_acts_for_the_user_named(django_user_model: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("LOGNAME", "terminal-user")
    django_user_model.objects.create_user(username="finance")
    done = CliRunner().invoke(_acting_command(), ["--as", "finance"])
    assert done.stdout == "finance by terminal-user\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("username", "words"), [("nobody", "no user"), ("left", "no longer")])
def test_it_refuses_to_act_for(django_user_model: Any, username: str, words: str) -> None:
    django_user_model.objects.create_user(username="left", is_active=False)
    done = CliRunner().invoke(_acting_command(), ["--as", username])
    assert isinstance(done.exception, TownclerkError)
    assert words in str(done.exception)


def test_a_command_that_writes_needs_a_user() -> None:
    assert CliRunner().invoke(_acting_command(), []).exit_code == 2
