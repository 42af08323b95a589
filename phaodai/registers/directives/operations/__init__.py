"""Writes of the register of directives; every function is one whole act."""

from phaodai.registers.directives.operations.answering import (
    acknowledge,
    acknowledge_many,
    ask_extension,
    report_progress,
    submit,
)
from phaodai.registers.directives.operations.assessing import (
    keep_assessments,
    set_escalation,
)
from phaodai.registers.directives.operations.confirming import (
    confirm_all,
    confirm_proposal,
    reject_proposal,
    reopen_proposal,
)
from phaodai.registers.directives.operations.delegating import (
    Share,
    delegate,
)
from phaodai.registers.directives.operations.errors import Bulk, Left, NotFound, Refused, Stale
from phaodai.registers.directives.operations.handing import (
    HandedOver,
    hand_over,
)
from phaodai.registers.directives.operations.heading import (
    end_mandate,
    give_mandate,
    record_judgement,
    undo_judgement,
    withdraw_judgement,
)
from phaodai.registers.directives.operations.importing import (
    AlreadyKept,
    Kept,
    UnknownKeeper,
    import_document,
    rehearse_import,
)
from phaodai.registers.directives.operations.issued import keep_issued, keep_signed
from phaodai.registers.directives.operations.issuing import (
    Issued,
    TooLate,
    issue,
    withdraw_issue,
)
from phaodai.registers.directives.operations.judging import (
    accept,
    accept_many,
    decide_extension,
    return_for_redo,
    return_many,
    withdraw,
    withdraw_many,
)
from phaodai.registers.directives.operations.linking import (
    Cited,
    cite_document,
    end_obligations,
    link_documents,
    unlink_documents,
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
from phaodai.registers.directives.operations.recurring import (
    accept_occurrence,
    answer_occurrence,
    open_occurrences,
    return_occurrence,
)
from phaodai.registers.directives.operations.registering import (
    RecordFields,
    assign_number,
    register_arrival,
    set_record_fields,
)
from phaodai.registers.directives.operations.reminding import (
    acknowledge_reminder,
    raise_reminders,
)
from phaodai.registers.directives.operations.retracting import undo_relation
from phaodai.registers.directives.operations.succeeding import hand_over_ended
from phaodai.registers.directives.operations.undoing import (
    undo,
    undo_occurrence,
)
from phaodai.registers.directives.rules import BadReading
from phaodai.registers.directives.rules.moves import IllegalMove

__all__ = [
    "AlreadyKept",
    "BadReading",
    "Bulk",
    "Changes",
    "Cited",
    "DueChange",
    "HandedOver",
    "IllegalMove",
    "Issued",
    "Kept",
    "Left",
    "Mention",
    "NotFound",
    "RecordFields",
    "Refused",
    "Share",
    "Stale",
    "TooLate",
    "UnknownKeeper",
    "accept",
    "accept_many",
    "accept_occurrence",
    "acknowledge",
    "acknowledge_many",
    "acknowledge_reminder",
    "add_proposal",
    "answer_occurrence",
    "ask_extension",
    "assign_number",
    "cite_document",
    "confirm_all",
    "confirm_proposal",
    "decide_extension",
    "delegate",
    "edit_proposal",
    "end_mandate",
    "end_obligations",
    "give_mandate",
    "hand_over",
    "hand_over_ended",
    "import_document",
    "issue",
    "keep_assessments",
    "keep_issued",
    "keep_signed",
    "link_documents",
    "merge_proposals",
    "open_occurrences",
    "raise_reminders",
    "record_judgement",
    "register_arrival",
    "rehearse_import",
    "reject_proposal",
    "reopen_proposal",
    "report_progress",
    "return_for_redo",
    "return_many",
    "return_occurrence",
    "set_escalation",
    "set_record_fields",
    "split_proposal",
    "submit",
    "undo",
    "undo_judgement",
    "undo_occurrence",
    "undo_relation",
    "unlink_documents",
    "withdraw",
    "withdraw_issue",
    "withdraw_judgement",
    "withdraw_many",
]
