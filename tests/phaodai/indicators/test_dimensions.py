"""Numbers of codes are asked for once, and never kept of what was undone."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from phaodai.indicators import dimensions
from phaodai.indicators.models import Source


@pytest.mark.django_db(transaction=True)
def test_a_committed_number_is_asked_for_once():
    first = dimensions.source_id("someone")
    dimensions.source_id("someone")
    with CaptureQueriesContext(connection) as queries:
        assert dimensions.source_id("someone") == first == Source.objects.get(code="someone").pk
    assert len(queries) == 1  # our own


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_undone_is_forgotten():
    class Undone(Exception):
        pass

    def undone() -> None:
        with transaction.atomic():
            dimensions.source_id("gone")
            raise Undone

    with pytest.raises(Undone):
        undone()
    dimensions.source_id("other")  # may have got the number of the other one
    assert dimensions.source_id("gone") == Source.objects.get(code="gone").pk


@pytest.mark.django_db(transaction=True)
def test_tables_filled_anew_are_asked_again():
    dimensions.source_id("someone")
    Source.objects.all().delete()
    dimensions.forget()
    assert dimensions.source_id("someone") == Source.objects.get(code="someone").pk
