"""A column type of the tree."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class PathField(_CharField):
    """A materialised path ("/1/58/"), compared byte by byte on every database.

    Rows below a path are a range of strings. The language rules of a PostgreSQL database skip
    punctuation when they compare, and the range would take in strangers; SQLite compares bytes
    by itself and knows no collation of that name.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Ask PostgreSQL for its plain collation."""
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
