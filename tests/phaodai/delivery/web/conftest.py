"""One dispatch that was issued, who answers it and who issued it."""

import pytest

from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.delivery.web.task_pages import DAY, HEALTH, ISSUER
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import order, reading


@pytest.fixture
def issue(places):
    def act(*orders, number="15"):
        kept = operations.import_document(
            actor=OPERATOR,
            keeper=BodyRef(places.committee.ref),
            reading=reading(
                *(orders or (order(f"{HEALTH} tiêm đủ.", lead=(HEALTH,), deadline=DAY),)),
                issuer=ISSUER,
                number=number,
            ),
            file=None,
            file_name="",
            media_type="text/plain",
            now=NOW,
        )
        operations.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW)
        operations.issue(actor=OPERATOR, document=kept.ref, now=NOW)
        return list(Assignment.objects.filter(obligation__document__ref=kept.ref).order_by("pk"))

    return act


@pytest.fixture
def clinic(client_of, places):
    return client_of(make_user("tram", name="Võ Hoài An", at=places.health, role=Role.REPORTER))


@pytest.fixture
def chief(client_of, commander):
    return client_of(commander)
