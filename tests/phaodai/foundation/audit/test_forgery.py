"""Eight forgeries in the database itself, by somebody who took its refusal away."""

import pytest
from django.db import connection

from phaodai.foundation.audit import queries, rows, rules, sealing, triggers
from phaodai.foundation.audit.models import AuditEvent, AuditRoot, AuditSeal
from phaodai.foundation.audit.verification import Wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail(write, seal):
    """Twenty rows, sealed in four runs over two hours; the refusal is gone."""
    for minutes in (0, 20, 40, 70):
        write(5)
        seal(minutes=minutes)
    assert queries.verify().fault is None
    triggers.remove(connection)


def sql(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def seal_of(seq: int) -> AuditSeal:
    return AuditSeal.objects.get(seq=seq)


def rewrite_from(seq: int) -> None:
    """Compute all hashes anew, roots included."""
    head = seal_of(seq - 1).hash if seq > 1 else rules.FIRST_PREV_HASH
    for link in list(rows.links(after=seq - 1)):
        form = rules.SealForm(link.seq, link.event_id, link.event.stamp, link.sealed_at)
        value = rules.seal_hash(head, rules.event_line(link.event.form), form)
        sql(
            "UPDATE audit_auditseal SET prev_hash = %s, hash = %s WHERE seq = %s",
            *(head, value, link.seq),
        )
        head = value
    for root in AuditRoot.objects.all():
        hashes = AuditSeal.objects.filter(seq__range=(root.first_seq, root.last_seq))
        value = rules.merkle_root(hashes.order_by("seq").values_list("hash", flat=True))
        sql("UPDATE audit_auditroot SET root = %s", value)


def found() -> tuple[Wrong, int | None, int | None]:
    fault = queries.verify().fault
    assert fault is not None
    return fault.wrong, fault.seq, fault.last_seq


def test_flip_one_byte(trail):
    sql(
        "UPDATE audit_auditevent SET actor = replace(actor, 'H', 'h') WHERE id = %s",
        seal_of(7).event_id,
    )
    assert found() == (Wrong.CHANGED, 7, None)


def test_edit_a_value(trail):
    sql("UPDATE audit_auditevent SET at = %s WHERE id = %s", "2026-03-01", seal_of(12).event_id)
    assert found()[:2] == (Wrong.CHANGED, 12)


def test_delete_a_row(trail):
    link = seal_of(9)
    sql("DELETE FROM audit_auditseal WHERE seq = 9")
    sql("DELETE FROM audit_auditevent WHERE id = %s", link.event_id)
    assert found() == (Wrong.LINK_MISSING, 9, None)


def test_delete_the_tail(trail):
    kept = seal_of(17).event_id
    sql("DELETE FROM audit_auditseal WHERE seq > 17")
    sql("DELETE FROM audit_auditevent WHERE id > %s", kept)
    assert found() == (Wrong.TAIL_MISSING, 18, 20)


def test_reorder(trail):
    a, b = seal_of(4).event_id, seal_of(11).event_id
    for table, column in (("audit_auditevent", "details"), ("audit_auditevent", "ref")):
        (old_a,), (old_b,) = (
            AuditEvent.objects.filter(pk=pk).values_list(column, flat=False)[0] for pk in (a, b)
        )
        values = [v.hex if hasattr(v, "hex") else v for v in (old_a, old_b)]
        sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", "0" * 32, a)
        sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", values[0], b)
        sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", values[1], a)
    assert found() == (Wrong.CHANGED, 4, None)


def test_insert(trail):
    columns = "at, actor, user_ref, action, subject_kind, subject_ref, unit_ref, body_ref, details"
    sql(
        f"INSERT INTO audit_auditevent (ref, {columns}, stamp) "
        f"SELECT %s, {columns}, stamp FROM audit_auditevent WHERE id = %s",
        *("f" * 32, seal_of(3).event_id),
    )
    fault = queries.verify().fault
    assert fault is not None
    assert fault.wrong is Wrong.NOT_OURS
    assert fault.event_id == AuditEvent.objects.order_by("-id").first().pk


def test_rewrite_the_whole_chain(trail):
    sql("UPDATE audit_auditevent SET actor = 'x' WHERE id = %s", seal_of(8).event_id)
    rewrite_from(1)
    assert found() == (Wrong.NOT_OURS, 8, None)


def test_rewrite_the_whole_chain_with_the_stolen_secret(trail, settings):
    link = seal_of(8)
    sql("UPDATE audit_auditevent SET actor = 'x' WHERE id = %s", link.event_id)
    form = next(rows.links(after=7)).event.form
    stamp = rules.stamp(rules.event_line(form), rules.stamp_key(settings.SECRET_KEY))
    sql("UPDATE audit_auditevent SET stamp = %s WHERE id = %s", stamp, link.event_id)
    rewrite_from(8)
    assert found() == (Wrong.OTHER_CHAIN, 6, 10)  # between two heads that were written down


def test_put_an_old_backup_back(trail, write, seal, data_folder):
    """The database is as it was after fifteen rows; the world has moved on."""
    kept = seal_of(15).event_id
    sql("DELETE FROM audit_auditroot WHERE last_seq > 10")
    sql("DELETE FROM audit_auditseal WHERE seq > 15")
    sql("DELETE FROM audit_auditevent WHERE id > %s", kept)
    if connection.vendor == "sqlite":
        sql("UPDATE sqlite_sequence SET seq = %s WHERE name = 'audit_auditevent'", kept)
    assert found() == (Wrong.TAIL_MISSING, 16, 20)
    write(5)
    seal(minutes=90)  # and new rows do not cover it up
    assert found() == (Wrong.OTHER_CHAIN, 16, 20)


def test_change_the_file_of_anchors(trail, seal):
    file = sealing.anchor_file()
    lines = file.read_text().splitlines(keepends=True)
    for forged in (lines[1:], [*lines[:2], *lines[3:]], [lines[0].replace("head", "hear"), *lines]):
        file.write_text("".join(forged))
        assert found()[0] in {Wrong.ANCHORS, Wrong.OTHER_CHAIN}
    file.unlink()
    assert found()[0] is Wrong.ANCHORS_MISSING
    seal(minutes=80)  # a new file does not make up for the one that is gone
    assert found()[0] is Wrong.ANCHORS_MISSING
    file.write_text("".join(lines))  # but putting it back does
    assert queries.verify().fault is None
    file.unlink()
    last = AuditSeal.objects.order_by("-seq").first()
    assert queries.verify(written_down=[(last.seq, last.hash)]).fault is None


def test_take_a_row_out_before_it_is_sealed(trail, write):
    write(3)
    ids = list(AuditEvent.objects.order_by("-id").values_list("id", flat=True)[:3])
    if connection.vendor != "sqlite":
        pytest.skip("on PostgreSQL a gap between ids is no proof: a transaction may have failed")
    for gone in (ids[1], ids[0]):
        sql("DELETE FROM audit_auditevent WHERE id = %s", gone)
        fault = queries.verify().fault
        assert fault is not None
        assert (fault.wrong, fault.event_id) == (Wrong.EVENT_DELETED_UNSEALED, ids[1])


def test_bytes_that_are_no_text(trail):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses them")
    sql(
        "UPDATE audit_auditevent SET details = CAST(x'7b22ff227d' AS TEXT) WHERE id = %s",
        seal_of(5).event_id,
    )
    assert found() == (Wrong.UNREADABLE, 5, None)


def test_missing_triggers_are_named(trail):
    assert triggers.missing(connection) == list(triggers.TABLES)
    triggers.install(connection)
    assert triggers.missing(connection) == []
