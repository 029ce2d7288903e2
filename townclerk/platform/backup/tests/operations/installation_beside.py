"""Run as a program by the tests of backups: an installation with a little of everything."""

import os
import signal
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.conf import settings  # noqa: E402

from townclerk.cli.main import main  # noqa: E402
from townclerk.platform import clock  # noqa: E402
from townclerk.platform.access.models import User  # noqa: E402
from townclerk.platform.audit.log import Actor  # noqa: E402
from townclerk.platform.organisation import operations  # noqa: E402
from townclerk.platform.tables import bring_up_to_date  # noqa: E402


def fill():
    bring_up_to_date()
    actor = Actor.at_terminal(User.objects.create_user("keeper", password="not a secret 1"))
    moment = clock.now()
    council = {"name": "Aldbury", "short_name": "Aldbury", "ons_code": "E1", "colour": "#123456"}
    operations.set_council(council, actor=actor, moment=moment)
    for number in range(20):
        operations.create_unit(
            code=f"U{number}",
            name=f"Service {number} — “Ø”",
            kind="service",
            parent=None,
            start=clock.today(),
            actor=actor,
            moment=moment,
        )
    put("facts/lines/_delta_log/00000000000000000000.json", b'{"add": "one"}')
    put("facts/lines/part-0.parquet", bytes(range(256)) * 5000)
    put("files/imports/ab/original.csv", b"a,b\n1,2\n")
    put("keys/publications.pem", b"not a real key\n")


def put(name: str, content: bytes):
    place = settings.HOME.path / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def die_at(number: int):
    """Kill this process the way an operator or a power cut does, at the nth rename."""
    left = [number]
    rename = Path.rename

    def counted(self, target):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(self, target)

    Path.rename = counted


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "fill":
        fill()
    else:
        if what.startswith("die-at-"):
            die_at(int(what.removeprefix("die-at-")))
            del sys.argv[1]
        main()
