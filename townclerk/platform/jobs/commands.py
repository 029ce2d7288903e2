"""`townclerk worker`: does the jobs that pages ask for. `serve` starts one of its own."""

import os
import socket
from datetime import timedelta

import click

from townclerk.platform.jobs import running
from townclerk.platform.jobs.worker import Worker


@click.command()
@click.option("--interval", default=1.0, show_default=True, help="Seconds between looks when idle.")
@click.option(
    "--lease",
    default=running.LEASE.total_seconds(),
    show_default=True,
    help="Seconds after which a silent worker's job is taken over.",
)
@click.option("--until-idle", is_flag=True, help="Stop when nothing waits.")
def worker(interval: float, lease: float, until_idle: bool) -> None:
    """Do the jobs that wait, until stopped."""
    running.LEASE = timedelta(seconds=lease)
    name = f"{socket.gethostname()[:40]}-{os.getpid()}"
    working = Worker(worker_id=name, interval=interval)
    working.configure_signals()
    working.work(until_idle=until_idle)
