"""Entry of the web server's process, started by `phaodai serve`, never by hand."""

import sys

from phaodai.delivery.commands import runtime
from phaodai.foundation.jobs import guard


def main() -> None:
    """Serve until told to stop or the parent is gone."""
    _part, parent, host, port, workers, threads = sys.argv[1:]
    guard.leave_with(int(parent))
    runtime.start_django()
    from phaodai.delivery.commands.serving import web

    web.run(host=host, port=int(port), workers=int(workers), threads=int(threads))


if __name__ == "__main__":
    main()
