"""Entry of the worker's process, started by `phaodai serve`, never by hand."""

import os
import sys

import django

from phaodai.foundation.jobs import guard

NICENESS = 10  # people wait for pages, nobody for the worker: at 09:59 it stands back


def main() -> None:
    """Work until told to stop or the parent is gone."""
    _part, parent = sys.argv[1:]
    guard.leave_with(int(parent))
    os.nice(NICENESS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phaodai.project.settings")
    django.setup()
    from phaodai.delivery.tasks import worker

    worker.run()


if __name__ == "__main__":
    main()
