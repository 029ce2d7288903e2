"""Check the documents: every link leads somewhere, every command shown runs.

A command with a placeholder (a word in capitals, or an ellipsis) and one that does not end by
itself are checked against their help: the command exists and knows each option. All others are run
in order, document by document, on a demonstration council made for this purpose.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / ".venv/bin/townclerk"
ENDLESS = {"serve", "worker"}
PLACEHOLDER = re.compile(r"(?<![\w./=-])[A-Z][A-Z0-9_-]+(\.[a-z]+)?(?![\w.])|…")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
SHOWN = re.compile(r"^(?:    |\t)?(?:\$ )?((?:\.venv/bin/)?townclerk .*|script/\w+.*)$")


@dataclass(frozen=True)
class Shown:
    """A command as a document shows it."""

    document: Path
    line: int
    words: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.document.relative_to(ROOT)}:{self.line}: {' '.join(self.words)}"


def documents() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    for folder in ("docs", "townclerk", "data"):
        found += sorted((ROOT / folder).rglob("*.md"))
    return found


def shown(document: Path) -> Iterator[Shown]:
    """Commands in fenced or indented code, without what stands beside them in explanation."""
    fenced = False
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            fenced = not fenced
            continue
        if not fenced and not line.startswith("    "):
            continue
        if match := SHOWN.match(line):
            command = re.split(r"\s{3,}|\s+# ", match.group(1))[0]
            yield Shown(document, number, tuple(shlex.split(command)))


def broken_links(document: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```|`[^`]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    for match in LINK.finditer(text):
        target = unquote((match.group(1) or match.group(2)).split("#")[0])
        if not target or "://" in target or target.startswith("mailto:"):
            continue
        if not (document.parent / target).exists():
            yield f"{document.relative_to(ROOT)}: the link to {target} leads nowhere."


def run(words: tuple[str, ...], home: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TOWNCLERK_HOME": home, "NO_COLOR": "1"}
    return subprocess.run(
        [PROGRAM, *words], env=environment, cwd=home, text=True, capture_output=True, timeout=300
    )


def fault(command: Shown, home: str) -> str:
    """What is wrong with a command as shown, or nothing."""
    program, *words = command.words
    if program.startswith("script/"):
        return _script_fault(ROOT / program, words)
    if words[0] not in ENDLESS and not any(PLACEHOLDER.search(word) for word in words):
        result = run(tuple(words), home)
        return "" if result.returncode == 0 else f"ended with {result.returncode}: {result.stderr}"
    return _unlike_help(words, home)


def _script_fault(script: Path, words: list[str]) -> str:
    if not os.access(script, os.X_OK):
        return "is not there, or cannot be run"
    text = script.read_text(encoding="utf-8")
    unknown = [word for word in words if word.startswith("--") and word not in text]
    return f"does not know {', '.join(unknown)}" if unknown else ""


def _unlike_help(words: list[str], home: str) -> str:
    """Follow the command down to the subcommand whose help names each option."""
    path: list[str] = []
    for word in words:
        if word.startswith("-") or run((*path, word, "--help"), home).returncode:
            break
        path.append(word)
    told = run((*path, "--help"), home)
    if not path or told.returncode:
        return "is not a command"
    options = [word.split("=")[0] for word in words if word.startswith("--")]
    unknown = [option for option in options if option not in told.stdout]
    return f"does not know {', '.join(unknown)}" if unknown else ""


def main() -> int:
    found = documents()
    faults = [fault for document in found for fault in broken_links(document)]
    commands = [command for document in found for command in shown(document)]
    with tempfile.TemporaryDirectory(prefix="townclerk-docs-") as home:
        # Commands name the sheets that come with a document as from the top of the project.
        (Path(home) / "docs").symlink_to(ROOT / "docs")
        loaded = run(("demo",), home)
        if loaded.returncode:
            faults.append(f"The demonstration council could not be loaded: {loaded.stderr}")
        else:
            faults += [f"{one.place}\n  {why}" for one in commands if (why := fault(one, home))]
    for one in faults:
        print(one, file=sys.stderr)
    print(f"{len(found)} documents, {len(commands)} commands, {len(faults)} faults.")
    return 1 if faults or not commands else 0


if __name__ == "__main__":
    sys.exit(main())
