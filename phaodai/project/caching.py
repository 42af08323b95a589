"""Django's cache of files, which looks for old entries now and then instead of at every write."""

import secrets

from django.core.cache.backends.filebased import FileBasedCache

SELDOM = 200  # writes to one look at the whole folder


class FileCache(FileBasedCache):
    """A cache that all processes of this machine share, with no service of its own.

    Thousands of machines count their calls here, each in an entry of its own: to list them all at
    each write would take longer than what is counted.
    """

    def _cull(self) -> None:
        if secrets.randbelow(SELDOM) == 0:
            super()._cull()  # type: ignore[misc] # not in the stubs
