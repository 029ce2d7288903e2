"""`townclerk serve`: the web service on the embedded database, in one command."""

import os
import signal
import socket
import subprocess
import sys

import click
from django.conf import settings

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import occupancy
from townclerk.platform.tables import bring_up_to_date


class PortTaken(TownclerkError):
    """Something already listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is in use. Stop what uses it, or choose another with --port."
        )


def check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(host, port) from error


WORKER = [sys.executable, "-c", "from townclerk.cli.main import main; main()", "worker"]


def gunicorn(host: str, port: int, workers: int, threads: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi:application",
        f"--bind={host}:{port}",
        f"--workers={workers}",
        f"--threads={threads}",
        "--worker-class=gthread",
        "--timeout=60",
        "--log-level=warning",
    ]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=4, show_default=True, help="Threads in each.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve Townclerk, with the worker behind it, until stopped with Ctrl+C."""
    check_free(host, port)
    occupancy.enter(settings.HOME)
    bring_up_to_date()
    service = subprocess.Popen(  # noqa: S603 (our own interpreter, our own arguments)
        gunicorn(host, port, workers, threads), env=os.environ | _address(host, port)
    )
    worker = subprocess.Popen(WORKER)  # noqa: S603 (our own interpreter, our own arguments)
    click.echo(f"Townclerk is at http://{host}:{port}/ (Ctrl+C stops it)")

    def stop(*_: object) -> None:
        for process in (service, worker):
            process.terminate()

    for signalled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signalled, stop)
    status = service.wait()
    worker.terminate()
    worker.wait()
    raise SystemExit(max(status, 0))


def _address(host: str, port: int) -> dict[str, str]:
    """Where the service finds itself, unless the environment says otherwise."""
    return {"TOWNCLERK_SITE_URL": os.environ.get("TOWNCLERK_SITE_URL", f"http://{host}:{port}")}
