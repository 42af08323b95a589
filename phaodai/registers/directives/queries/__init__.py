"""Reads of the register of directives: scoped, as plain rows, in a fixed number of queries."""

from phaodai.registers.directives.queries.board import BoardFilter, BoardOrder, get_board
from phaodai.registers.directives.queries.chain import get_chain
from phaodai.registers.directives.queries.documents import (
    DocumentFilter,
    DocumentNotFound,
    find_by_number,
    get_document,
    get_original,
    list_documents,
)

__all__ = [
    "BoardFilter",
    "BoardOrder",
    "DocumentFilter",
    "DocumentNotFound",
    "find_by_number",
    "get_board",
    "get_chain",
    "get_document",
    "get_original",
    "list_documents",
]
