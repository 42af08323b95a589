"""Writes of the register of directives; every function is one whole act."""

from phaodai.registers.directives.operations.confirming import (
    confirm_all,
    confirm_proposal,
    reject_proposal,
    reopen_proposal,
)
from phaodai.registers.directives.operations.errors import Bulk, Left, NotFound, Refused, Stale
from phaodai.registers.directives.operations.importing import (
    AlreadyKept,
    Kept,
    UnknownKeeper,
    import_document,
    rehearse_import,
)
from phaodai.registers.directives.operations.issuing import (
    Issued,
    TooLate,
    issue,
    withdraw_issue,
)
from phaodai.registers.directives.operations.proposing import (
    Changes,
    DueChange,
    Mention,
    add_proposal,
    edit_proposal,
    merge_proposals,
    split_proposal,
)
from phaodai.registers.directives.rules import BadReading
from phaodai.registers.directives.rules.moves import IllegalMove

__all__ = [
    "AlreadyKept",
    "BadReading",
    "Bulk",
    "Changes",
    "DueChange",
    "IllegalMove",
    "Issued",
    "Kept",
    "Left",
    "Mention",
    "NotFound",
    "Refused",
    "Stale",
    "TooLate",
    "UnknownKeeper",
    "add_proposal",
    "confirm_all",
    "confirm_proposal",
    "edit_proposal",
    "import_document",
    "issue",
    "merge_proposals",
    "rehearse_import",
    "reject_proposal",
    "reopen_proposal",
    "split_proposal",
    "withdraw_issue",
]
