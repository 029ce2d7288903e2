"""An installation of its own: what `script/server` starts from, and what a second start keeps."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from townclerk.platform.home import CHECKOUT, Home
from townclerk.platform.web import commands


@pytest.fixture
def run(tmp_path):
    """Runs the command line on a home of its own, on the embedded database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOWNCLERK_")}
    environment = kept | {"TOWNCLERK_HOME": str(tmp_path / "home")}
    program = str(Path(sys.executable).with_name("townclerk"))

    def call(*arguments):
        return subprocess.run(  # noqa: S603 (our own command)
            [program, *arguments], env=environment, capture_output=True, text=True, check=True
        )

    return call


def test_it_keeps_what_was_typed_when_it_is_started_again(run, tmp_path):
    server = (CHECKOUT / "script" / "server").read_text()
    start = re.search(r"townclerk (demo .*)", server)[1].split()
    first = run(*start).stdout
    assert len(re.findall(r"^  \w+ +\S{12,}$", first, re.MULTILINE)) > 5
    run("user", "add", "typed-by-hand", "--as", "administrator")
    again = run(*start)
    assert again.stdout == again.stderr == ""
    assert "typed-by-hand" in run("user", "list").stdout
    key = tmp_path / "home" / "keys" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_makes_each_installation_its_own_secret_key(tmp_path):
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    assert one.secret_key() == one.secret_key() != other.secret_key()
    assert len(one.secret_key()) > 50
    assert settings.HOME.secret_key() == settings.SECRET_KEY


def test_it_listens_to_this_machine_only_and_never_shows_its_insides():
    host = next(option for option in commands.serve.params if option.name == "host")
    assert host.default == "127.0.0.1"
    assert "--bind=127.0.0.1:8000" in commands.gunicorn(host.default, 8000, 1, 1)
    assert set(settings.ALLOWED_HOSTS) - {"testserver"} == {"127.0.0.1", "localhost", "[::1]"}
    text = (CHECKOUT / "config" / "settings.py").read_text()
    assert re.findall(r"^DEBUG = .*$", text, re.MULTILINE) == ["DEBUG = False"]
