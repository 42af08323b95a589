"""The product's settings with a SQLite that does not wait for the disk."""

from phaodai.project.settings import *  # noqa: F403
from phaodai.project.sqlite import base

base.PRAGMAS = base.PRAGMAS.replace("synchronous=FULL", "synchronous=NORMAL")
