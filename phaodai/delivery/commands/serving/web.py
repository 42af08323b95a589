"""The web server: granian, which hands requests over at the gateway."""

import os
from importlib import import_module

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from phaodai.delivery.commands.serving.gateway import Gateway
from phaodai.foundation.jobs import guard

STOP_SECONDS = 7


def run(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serve until told to stop.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        workers: Processes.
        threads: Requests that one process handles at a time, each with a database connection.
    """
    server = Server(
        target="phaodai.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=1.0,
        workers_kill_timeout=STOP_SECONDS,
    )
    parent = os.getpid()

    def load(target: str) -> Gateway:
        """Load the application inside a worker process, which leaves with this one."""
        guard.leave_with(parent)
        module, _, name = target.partition(":")
        return Gateway(getattr(import_module(module), name), threads=threads)

    server.serve(target_loader=load)
