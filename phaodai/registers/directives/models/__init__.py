"""Tables of the register of directives."""

from phaodai.registers.directives.models.documents import Document, DocumentLink, StoredFile
from phaodai.registers.directives.models.proposals import Proposal, ProposalBody

__all__ = ["Document", "DocumentLink", "Proposal", "ProposalBody", "StoredFile"]
