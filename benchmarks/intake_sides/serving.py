"""granian as the product starts it, for either side."""

import os
import sys

TARGETS = {"ours": "phaodai.project.wsgi:application", "peer": "intake_sides.peer.wsgi:application"}


def serve(side: str, port: int, workers: int, threads: int) -> None:
    """Serve until ended."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    Server(
        target=TARGETS[side],
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
