"""Run as a program by the journeys: the command line, with facts to land and a kill to order."""

import os
import signal
import sys
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

from townclerk.cli.main import main


def land() -> None:
    import django

    django.setup()
    from townclerk.figures.facts import batches
    from townclerk.figures.facts.schema import FactColumn, FactType, Table
    from townclerk.kernel.money import Money
    from townclerk.platform import clock
    from townclerk.platform.audit.log import Actor

    table = Table(
        "journey.lines",
        (FactColumn("code", FactType.TEXT), FactColumn("amount", FactType.MONEY)),
        control_columns=("amount",),
    )
    rows = [{"code": f"c{n}", "amount": Money(n)} for n in range(1000)]
    delivery = batches.Delivery(
        name="Journey", file="journey.csv", checksum="0" * 64, control={"amount": Money(499500)}
    )
    batches.land(table, rows, delivery, actor=Actor.at_terminal(None), moment=clock.now())
    sys.stdout.write(str(batches.read(table).amount.sum().to_pyarrow().as_py()))


def die_at_replace(number: int) -> None:
    """Killed by the operating system as the nth file is put in its place."""
    left = [number]
    replace = Path.replace

    def counted(self: Path, target: Path) -> Path:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return replace(self, target)

    Path.replace = counted  # type: ignore[method-assign]


if __name__ == "__main__":
    if sys.argv[1] == "land":
        land()
    else:
        if sys.argv[1].startswith("die-at-"):
            die_at_replace(int(sys.argv.pop(1).removeprefix("die-at-")))
        main()
