"""Reads of the register of directives: scoped, as plain rows, in a fixed number of queries."""

from phaodai.registers.directives.queries.board import BoardFilter, BoardOrder, get_board
from phaodai.registers.directives.queries.chain import get_chain
from phaodai.registers.directives.queries.command import (
    get_decisions,
    get_late_heads,
    get_papers,
    get_standing,
)
from phaodai.registers.directives.queries.documents import (
    DocumentFilter,
    DocumentNotFound,
    find_by_number,
    get_document,
    get_original,
    list_documents,
)
from phaodai.registers.directives.queries.evidence import find_cited
from phaodai.registers.directives.queries.heads import (
    count_by_head,
    list_judgements,
    list_mandates,
    list_reminders,
)
from phaodai.registers.directives.queries.heirless import list_without_heir
from phaodai.registers.directives.queries.narrowing import TaskFilter, TaskOrder
from phaodai.registers.directives.queries.obligations import (
    AssignmentNotFound,
    ObligationNotFound,
    get_assignment,
    get_obligation,
    list_obligations,
)
from phaodai.registers.directives.queries.occurrences import get_occurrence, list_occurrences
from phaodai.registers.directives.queries.receivers import PersonRow, list_people
from phaodai.registers.directives.queries.records import (
    HeadNotFound,
    HeadOrder,
    get_head,
    list_heads,
)
from phaodai.registers.directives.queries.relations import (
    find_documents,
    get_entry,
    get_relations,
    list_register,
    may_end,
)
from phaodai.registers.directives.queries.tasks import (
    each_task,
    get_tasks,
    list_picked,
    list_sources,
    pick_tasks,
)
from phaodai.registers.directives.queries.today import get_calls, get_my_tasks, get_roll

__all__ = [
    "AssignmentNotFound",
    "BoardFilter",
    "BoardOrder",
    "DocumentFilter",
    "DocumentNotFound",
    "HeadNotFound",
    "HeadOrder",
    "ObligationNotFound",
    "PersonRow",
    "TaskFilter",
    "TaskOrder",
    "count_by_head",
    "each_task",
    "find_by_number",
    "find_cited",
    "find_documents",
    "get_assignment",
    "get_board",
    "get_calls",
    "get_chain",
    "get_decisions",
    "get_document",
    "get_entry",
    "get_head",
    "get_late_heads",
    "get_my_tasks",
    "get_obligation",
    "get_occurrence",
    "get_original",
    "get_papers",
    "get_relations",
    "get_roll",
    "get_standing",
    "get_tasks",
    "list_documents",
    "list_heads",
    "list_judgements",
    "list_mandates",
    "list_obligations",
    "list_occurrences",
    "list_people",
    "list_picked",
    "list_register",
    "list_reminders",
    "list_sources",
    "list_without_heir",
    "may_end",
    "pick_tasks",
]
