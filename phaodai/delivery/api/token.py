"""The token itself: what it may do here."""

from uuid import UUID

from ninja import Schema

from phaodai.delivery.api.fields import Moment
from phaodai.delivery.api.operations import Open, Room
from phaodai.delivery.api.requests import ApiRequest
from phaodai.vocabulary.access import ROLE_PERMISSIONS, Permission, Role

room = Room("token")


class Token(Schema):
    """In whose name a machine acts, and with which post."""

    ref: UUID
    username: str
    purpose: str
    role: Role
    agency: UUID
    agency_name: str
    unit_name: str
    permissions: list[Permission]
    created_at: Moment
    expires_at: Moment


@room.read("/token", permission=Open.ANY_TOKEN, returns=Token, name="get_token")
def get_token(request: ApiRequest) -> Token:
    """Show what the token may do."""
    row = request.bearer.token
    return Token(
        ref=row.ref,
        username=row.username,
        purpose=row.purpose,
        role=row.role,
        agency=row.body,
        agency_name=row.body_name,
        unit_name=row.unit_name,
        permissions=sorted(ROLE_PERMISSIONS[row.role]),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
