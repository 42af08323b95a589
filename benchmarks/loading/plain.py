"""The product's settings on Django's own SQLite backend: as durable, without our queue."""

from phaodai.project.settings import *  # noqa: F403

DATABASES["default"] |= {  # noqa: F405
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
    "CONN_MAX_AGE": None,
}
