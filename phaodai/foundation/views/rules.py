"""What a view may be called and hold."""

from datetime import timedelta

LONGEST_NAME = 60
LONGEST_QUERY = 2_000
MOST_VIEWS = 100  # of one user on one page
RESTORABLE_FOR = timedelta(seconds=30)


class Refused(ValueError):
    """The act contradicts a rule; the message says how, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        """Keep both wordings."""
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en


def checked_name(name: str) -> str:
    """Return a name, its spaces made single.

    Raises:
        Refused: It is empty or too long.
    """
    words = " ".join(name.replace("\0", "").split())
    if not 0 < len(words) <= LONGEST_NAME:
        raise Refused(
            f"đặt tên từ 1 đến {LONGEST_NAME} ký tự", f"give a name of 1 to {LONGEST_NAME} letters"
        )
    return words


def checked_query(query: str) -> str:
    """Return the filter of a view.

    Raises:
        Refused: It is too long.
    """
    if len(query) > LONGEST_QUERY or "\0" in query:
        raise Refused("bộ lọc quá dài, bớt điều kiện", "the filter is too long, drop a condition")
    return query
