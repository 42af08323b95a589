"""Tables whose rows lie in the order of their key."""

import pytest
from django.db import connection

from tests.phaodai.factories.indicators import say

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own check"),
]


def test_a_sound_file_is_found_sound(places):
    say({places.commune: 1, places.district: 2})
    say({places.commune: 3})
    with connection.cursor() as cursor:
        for check in ("quick_check", "integrity_check"):
            cursor.execute(f"PRAGMA {check}")
            assert cursor.fetchall() == [("ok",)]
