"""A council in a service of its own, and a browser that opens it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests import made_tables

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
TOLD = "told.json"
PATIENCE = 30_000
"""Milliseconds to wait for anything a page should do."""


@dataclass(frozen=True)
class Served:
    """A running service and what was told when its council was made."""

    address: str
    told: dict[str, Any]

    def context(self, browser: Browser, who: str = "anonymous", **options: Any) -> BrowserContext:
        """A context of its own for somebody: signed in unless they are anonymous."""
        options = {"viewport": WIDE, "base_url": self.address} | options
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        if who != "anonymous":
            session = self.told["sessions"][who]
            context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])
        return context


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    found = os.environ.get("TOWNCLERK_CHROMIUM") or shutil.which("chromium")
    if found:
        return found
    reason = "No chromium on the path. Install Debian's package chromium."
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium(), args=FLAGS, timeout=60_000)


@dataclass(frozen=True)
class Making:
    """A council being made in a process of its own."""

    home: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes]"

    @classmethod
    def begin(cls, home: Path, mode: str, *, visited: bool) -> "Making":
        if not os.environ.get("TOWNCLERK_DATABASE_URL"):
            made_tables.put_into(home)
        environment = os.environ | {"TOWNCLERK_HOME": str(home)} | _database(mode)
        command = [sys.executable, "-m", "tests.browser.prepare", mode]
        command += ["visited"] if visited else []
        with (home / TOLD).open("wb") as out:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out)
        return cls(home, environment, process)

    def told(self) -> dict[str, Any]:
        assert self.process.wait(timeout=900) == 0, "the council could not be made; see above"
        told: dict[str, Any] = json.loads((self.home / TOLD).read_text(encoding="utf-8"))
        return told


def _database(mode: str) -> dict[str, str]:
    """A database of the council's own where the suite runs on PostgreSQL."""
    given = os.environ.get("TOWNCLERK_DATABASE_URL")
    if not given:
        return {}
    name = f"townclerk_browser_{mode}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return {"TOWNCLERK_DATABASE_URL": urlunsplit(urlsplit(given)._replace(path=f"/{name}"))}


@pytest.fixture(scope="session")
def makings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Making]]:
    """Both councils, made at the same time, for who opens every page; else the full one alone."""
    chromium()
    pages = any(item.get_closest_marker("pages") for item in request.session.items)
    made = {
        mode: Making.begin(tmp_path_factory.mktemp(mode), mode, visited=pages)
        for mode in (("full", "empty") if pages else ("full",))
    }
    yield made
    for each in made.values():
        each.process.kill()
        each.process.wait()


@contextmanager
def _served(making: Making, workers: int) -> Iterator[Served]:
    told, port = making.told(), free_port()
    serve = [sys.executable, "-m", "townclerk.cli", "serve", "--port", str(port)]
    service = subprocess.Popen(
        [*serve, "--workers", str(workers)],
        cwd=ROOT,
        env=making.environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port, service)
        yield Served(f"http://127.0.0.1:{port}", told)
    finally:
        service.terminate()
        service.wait(timeout=30)


def _await(port: int, service: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert service.poll() is None, "the service stopped"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the service did not start")


@pytest.fixture(scope="session")
def council(makings: dict[str, Making]) -> Iterator[Served]:
    """The demonstration council, served."""
    with _served(makings["full"], workers=2) as served:
        yield served


@pytest.fixture(scope="session")
def empty_council(makings: dict[str, Making]) -> Iterator[Served]:
    """A council without a record, served."""
    with _served(makings["empty"], workers=1) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def anonymous(council: Served, browser: Browser) -> Iterator[Page]:
    context = council.context(browser)
    yield context.new_page()
    context.close()
