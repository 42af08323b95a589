"""Why an act of this room is refused."""


class NotFound(LookupError):
    """There is no such row, or the actor may not see it: nobody can tell which."""


class Refused(ValueError):
    """The act contradicts what is on record; the message says how, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en
