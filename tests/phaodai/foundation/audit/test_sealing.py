"""The sealer: once, in order, whatever is cut off, and written down outside."""

import json
import threading

import pytest
from django.db import connection, connections

from phaodai.foundation.audit import anchors, queries, rules, sealing
from phaodai.foundation.audit.models import AuditEvent, AuditRoot, AuditSeal

pytestmark = pytest.mark.django_db


def test_an_empty_trail_is_whole(seal):
    assert seal() == sealing.Sealed(rows=0, roots=0, seq=0, hash=rules.FIRST_PREV_HASH)
    assert queries.verify().fault is None
    assert not sealing.anchor_file().exists()


def test_rows_are_chained_in_order_and_once(write, seal):
    write(3)
    assert seal().rows == 3
    write(2)
    assert (seal().rows, seal().rows) == (2, 0)

    seals = list(AuditSeal.objects.order_by("seq"))
    assert [s.seq for s in seals] == [1, 2, 3, 4, 5]
    assert [s.event_id for s in seals] == list(
        AuditEvent.objects.order_by("id").values_list("id", flat=True)
    )
    assert [s.prev_hash for s in seals] == ["0" * 64, *[s.hash for s in seals[:-1]]]
    report = queries.verify()
    assert (report.fault, report.sealed, report.unsealed) == (None, 5, 0)
    assert report.head == seals[-1].hash


def test_more_rows_than_one_batch(write, seal, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(10)
    assert seal().rows == 10
    assert queries.verify().sealed == 10


def test_the_hash_can_be_computed_from_the_description_alone(write, seal):
    """Somebody else's program, knowing only the form, comes to the same hash."""
    from hashlib import sha256

    write(actor=sealing_actor(), details={"ghi chú": 'Hoà "Bình"\n'})
    seal()
    event, link = AuditEvent.objects.get(), AuditSeal.objects.get()
    body = {
        "event": {
            "action": event.action,
            "actor": event.actor,
            "at": "2026-03-02T08:00:00.000000Z",
            "body_ref": None,
            "details": json.loads(event.details),
            "ref": event.ref.hex,
            "subject_kind": event.subject_kind,
            "subject_ref": event.subject_ref.hex,
            "unit_ref": None,
            "user_ref": None,
        },
        "id": event.pk,
        "sealed_at": "2026-03-02T08:00:00.000000Z",
        "seq": 1,
        "stamp": event.stamp,
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert link.hash == sha256(bytes(32) + text.encode()).hexdigest()


def sealing_actor():
    from phaodai.vocabulary.access import Actor

    return Actor(name="operator:Tô Hoài")


def test_an_hour_gets_its_root_when_it_is_over(write, seal):
    write(3)
    seal(minutes=10)
    write(2)
    seal(minutes=50)
    assert not AuditRoot.objects.exists()
    write(1)
    assert seal(minutes=61).roots == 1
    root = AuditRoot.objects.get()
    hashes = AuditSeal.objects.filter(seq__lte=5).order_by("seq").values_list("hash", flat=True)
    assert (root.first_seq, root.last_seq) == (1, 5)
    assert root.root == rules.merkle_root(hashes)
    assert seal(minutes=62).roots == 0
    assert queries.verify().fault is None


def test_a_clock_that_is_set_back_does_not_break_the_chain(write, seal):
    for minutes in (10, 70, 20, 80, 200):
        write(2)
        seal(minutes=minutes)
    assert AuditRoot.objects.count() == 4
    report = queries.verify()
    assert (report.fault, report.roots) == (None, 4)


def test_every_head_and_root_is_written_down_outside(write, seal):
    write(2)
    first = seal()
    write(2)
    second = seal(minutes=65)
    seal(minutes=66)
    read = anchors.read(sealing.anchor_file())
    assert read.heads == {2: {first.hash}, 4: {second.hash}}
    assert list(read.roots) == [(1, 2)]
    assert (read.lines, read.bad_line) == (4, None)  # two heads, a root, the key


def test_anchors_that_a_crash_cut_off_are_made_good(write, seal, data_folder):
    write(2)
    seal()
    file = sealing.anchor_file()
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"kind":"head","seq":3')  # half a line
    assert queries.verify().fault is None
    write(1)
    seal(minutes=61)
    file.write_bytes(whole)  # the crash came between commit and anchor
    seal(minutes=62)
    read = anchors.read(file)
    assert (set(read.heads), list(read.roots)) == ({2, 3}, [(1, 2)])
    assert queries.verify().fault is None


def test_a_late_row_is_found(write, seal):
    """On PostgreSQL an id may be given long before its row is committed."""
    if connection.vendor == "sqlite":
        pytest.skip("ids come in the order of commits")
    write(1)
    late = AuditEvent.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('audit_auditevent', 'id'), 50000)")
    write(1)
    seal()
    assert AuditSeal.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('audit_auditevent', 'id'), %s)", [late.pk]
        )
    write(1)
    assert seal().rows == 0
    assert seal(everywhere=True).rows == 1
    assert queries.verify().fault is None


@pytest.mark.django_db(transaction=True)
def test_four_sealers_lay_one_chain(write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 5)
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one writer")
    write(60)
    from tests.phaodai.foundation.audit.conftest import NOW

    failures = []

    def run():
        try:
            sealing.seal(now=NOW)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    sealers = [threading.Thread(target=run) for _ in range(4)]
    for thread in sealers:
        thread.start()
    for thread in sealers:
        thread.join()
    assert failures == []
    report = queries.verify()
    assert (report.fault, report.sealed) == (None, 60)


def test_a_new_key_does_not_make_old_rows_suspect(write, seal, settings):
    old = settings.SECRET_KEY
    write(2)
    seal()
    settings.SECRET_KEY = "n" * 50
    settings.SECRET_KEY_FALLBACKS = [old]
    write(2)
    seal()
    assert queries.verify().fault is None
    settings.SECRET_KEY_FALLBACKS = []
    report = queries.verify()
    assert (report.fault, report.by_unknown_key) == (None, 2)


def test_the_end_of_a_long_file_is_read_alone(write, seal, monkeypatch, data_folder):
    file = sealing.anchor_file()
    for number in range(1, 600):
        entries = [anchors.head(seq=number, link_hash=f"{number:064x}", at="")]
        if number in {1, 590}:
            entries.append(anchors.key(name="abc", seq=number, at=""))
            entries.append(anchors.root(first=1, last=number, value="f" * 64, at=""))
        anchors.append(file, entries)
    assert file.stat().st_size > anchors.TAIL
    end, everything = anchors.read_end(file), anchors.read(file)
    assert everything.bad_line is None
    assert (end.last, end.last_rooted) == (599, 590)
    assert (end.key, everything.key) == ("abc", "abc")
    assert len(end.heads) < 599 == len(everything.heads)
