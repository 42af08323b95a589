"""Full names of those who did something, in place of what they sign in with."""

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from phaodai.foundation.accounts.models import User


def name_of(field: str) -> Coalesce:
    """Return the full name of who did something, or how he was recorded where he is gone.

    Args:
        field: That holds how he was recorded; beside it stands one with `_ref`.
    """
    user = User.objects.filter(ref=OuterRef(f"{field}_ref")).exclude(name="")
    return Coalesce(Subquery(user.values("name")[:1]), field)
