"""Opaque references: how one room points at a row of another."""

from typing import NewType
from uuid import UUID

UnitRef = NewType("UnitRef", UUID)
BodyRef = NewType("BodyRef", UUID)
UserRef = NewType("UserRef", UUID)
DocumentRef = NewType("DocumentRef", UUID)
FileRef = NewType("FileRef", UUID)
