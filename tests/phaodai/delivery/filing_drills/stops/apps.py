"""Puts the stops into the product's own course, in the settings of the drills alone."""

from typing import Any

from django.apps import AppConfig


class StopsConfig(AppConfig):
    name = "tests.phaodai.delivery.filing_drills.stops"

    def ready(self) -> None:
        from django.db import connection

        from phaodai.delivery.api import limits
        from tests.phaodai.delivery.filing_drills.stops.places import stop_at

        database, check_depth = type(connection._connections["default"]), limits.check_depth
        commit = database._commit

        def stop_and_check(body: bytes) -> None:
            stop_at("mid-parse")
            check_depth(body)

        def stop_and_commit(self: Any) -> None:
            stop_at("before-commit")
            commit(self)

        limits.check_depth = stop_and_check
        database._commit = stop_and_commit
