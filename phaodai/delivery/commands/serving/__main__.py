"""Entry of the processes that `phaodai serve` starts; not meant to be called by hand."""

import sys

from phaodai.delivery.commands import runtime
from phaodai.delivery.commands.serving import guard


def main() -> None:
    """Run one part until it is told to stop or its parent is gone."""
    part, parent, *rest = sys.argv[1:]
    guard.leave_with(int(parent))
    runtime.start_django()
    if part == "web":
        from phaodai.delivery.commands.serving import web

        host, port, workers, threads = rest
        web.run(host=host, port=int(port), workers=int(workers), threads=int(threads))
    else:
        from phaodai.delivery.commands.serving import worker

        worker.run()


if __name__ == "__main__":
    main()
