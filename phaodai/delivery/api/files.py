"""Files that are kept with rows, as evidence or for the record."""

import base64
from uuid import UUID

from ninja import Schema
from pydantic import Field

from phaodai.delivery.api.fields import Moment
from phaodai.delivery.api.operations import Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.foundation.files import queries
from phaodai.vocabulary.access import Permission

room = Room("files")


class KeptFile(Schema):
    """A file with its content."""

    ref: UUID
    name: str
    media_type: str
    size: int = Field(description="Bytes.")
    sha256: str
    owner: UUID = Field(description="The assignment, occurrence or judgement that it shows.")
    kept_at: Moment
    kept_by: str
    content: str = Field(description="The bytes in base64.")


@room.read(
    "/files/{uuid:ref}", permission=Permission.DIRECTIVES_VIEW, returns=KeptFile, name="get_file"
)
def get_file(request: ApiRequest, ref: UUID) -> KeptFile:
    """Show a file whose owner is in sight, with its content."""
    row, content = queries.get_content(actor=request.actor, ref=ref)
    return KeptFile(
        ref=row.ref,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        owner=row.owner_ref,
        kept_at=row.kept_at,
        kept_by=row.kept_by,
        content=base64.b64encode(content).decode(),
    )
