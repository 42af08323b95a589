"""Tables of the register of directives."""

from phaodai.registers.directives.models.assignments import Assignment, Occurrence, Reminder
from phaodai.registers.directives.models.documents import (
    Document,
    DocumentLink,
    StoredFile,
)
from phaodai.registers.directives.models.heads import Judgement, Mandate
from phaodai.registers.directives.models.obligations import Issue, Obligation
from phaodai.registers.directives.models.proposals import Proposal, ProposalBody
from phaodai.registers.directives.models.timeline import Entry

__all__ = [
    "Assignment",
    "Document",
    "DocumentLink",
    "Entry",
    "Issue",
    "Judgement",
    "Mandate",
    "Obligation",
    "Occurrence",
    "Proposal",
    "ProposalBody",
    "Reminder",
    "StoredFile",
]
