"""What each installation has of its own, and what it shows to nobody."""

import re

from django.conf import settings

from townclerk.platform.home import CHECKOUT, Home
from townclerk.platform.web import commands


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
