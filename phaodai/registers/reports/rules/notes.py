"""Comments that answer no rule: on a field, and why a report is sent again."""

REASON = "report.reason"  # no rule bears such a name: theirs have no full stop
_FIELD = "field."


def of_field(code: str) -> str:
    """Return the name under which the comment on a field is kept."""
    return f"{_FIELD}{code}"


def field_of(name: str) -> str:
    """Return the field that a comment is on; "" where it is on none."""
    return name.removeprefix(_FIELD) if name.startswith(_FIELD) else ""
