"""What a failure says of the machine: whether it passes by itself, or somebody has to mend us."""

import errno

from django.db import InterfaceError, OperationalError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
OUR_FAULT = "no such "  # table, column: SQLite calls a wrong statement operational, too


def is_unavailable(error: BaseException | None) -> bool:
    """Say whether waiting helps: the database is busy, away or full."""
    if isinstance(error, OperationalError | InterfaceError):
        return OUR_FAULT not in str(error)
    return isinstance(error, OSError) and error.errno in NO_ROOM
