"""Forms are written in sketches: saved at each step, right or wrong, until they are proposed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from phaodai.engines.forms import merging
from phaodai.engines.forms.dumping import dump
from phaodai.engines.forms.loading import FORM_CODE
from phaodai.engines.forms.tables import BadForm
from phaodai.foundation.audit import operations as audit
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.models import FormVersion
from phaodai.registers.reports.models.sketches import Sketch
from phaodai.registers.reports.operations import forms
from phaodai.registers.reports.operations.errors import NotFound, Refused
from phaodai.registers.reports.queries.forms import latest_approved
from phaodai.registers.reports.rules.sketching import shape_fault
from phaodai.vocabulary.access import Actor


class Outdated(Refused):
    """Somebody, perhaps oneself in another window, saved the sketch in between."""

    def __init__(self) -> None:
        super().__init__(
            "bản nháp vừa được lưu ở cửa sổ khác; xem lại rồi lưu lần nữa",
            "the sketch was saved in another window meanwhile; look again and save once more",
        )


@transaction.atomic
def begin(*, actor: Actor, code: str, now: datetime, number: int | None = None) -> UUID:
    """Begin the next version of a form, or go on with the one that the actor has begun.

    Args:
        actor: Whose sketch it will be.
        code: The form.
        now: When.
        number: From which version; None for the latest that was approved.

    Raises:
        NotAllowed: The actor draws up no forms.
        NotFound: There is no such version.
    """
    policies.check_can_propose(actor)
    owner = _user(actor)
    latest = latest_approved(code)
    versions = FormVersion.objects.select_related("form").filter(form__code=code)
    start = latest if number is None else versions.filter(number=number).first()
    if start is None:
        raise NotFound(code)
    own = Sketch.objects.filter(owner=owner, code=code).first()
    if own is not None:
        return own.ref
    return _add(actor, owner, code, dump(definitions.stored(start)), base=latest, now=now)


@transaction.atomic
def begin_new(*, actor: Actor, data: Mapping[str, Any], now: datetime) -> UUID:
    """Begin a form that does not exist yet.

    Raises:
        NotAllowed: The actor draws up no forms.
        Refused: There is a form of that code, or it is no code, or a sketch of it was begun.
    """
    policies.check_can_propose(actor)
    owner, code = _user(actor), data.get("code")
    if not isinstance(code, str) or FORM_CODE.fullmatch(code) is None:
        raise Refused(
            f"mã mẫu “{code}”: dùng 3 đến 40 chữ thường không dấu, chữ số, gạch nối",
            f"code “{code}”: take 3 to 40 small letters, digits and hyphens",
        )
    if FormVersion.objects.filter(form__code=code).exists():
        raise Refused(
            f"đã có mẫu mã “{code}”; chọn mã khác, hoặc soạn bản mới của mẫu ấy",
            f"there is a form “{code}”; take another code, or write its next version",
        )
    if Sketch.objects.filter(owner=owner, code=code).exists():
        raise Refused(
            f"đã có bản nháp của mẫu “{code}”; soạn tiếp bản ấy, hoặc chọn mã khác",
            f"a sketch of “{code}” was begun; go on with it, or take another code",
        )
    return _add(actor, owner, code, dict(data), base=None, now=now)


@transaction.atomic
def save(
    *,
    actor: Actor,
    sketch: UUID,
    revision: int,
    data: Mapping[str, Any],
    changed: str,
    now: datetime,
) -> int:
    """Keep what was changed, whether or not it is a definition yet.

    Args:
        actor: Its owner.
        sketch: Which.
        revision: On which it was built.
        data: The whole of it.
        changed: The key that was changed, for the trail.
        now: When.

    Returns:
        Its revision now.

    Raises:
        NotFound: The actor has no such sketch.
        Outdated: It was saved in between.
        Refused: It has no sections with fields, or is larger than any form.
    """
    row = _own(actor, sketch, revision)
    if fault := shape_fault(data):
        raise Refused(fault.vi, fault.en)
    if row.data == data:
        return row.revision
    _keep(row)
    row.data = dict(data)
    if not row.is_source_broken:
        row.source = ""  # written anew when somebody asks for it
    return _saved(actor, row, changed, now)


@transaction.atomic
def save_source(*, actor: Actor, sketch: UUID, revision: int, source: str, now: datetime) -> int:
    """Keep the TOML of a sketch as it was typed, comments and all; what can be read, is read.

    Returns:
        Its revision now.

    Raises:
        NotFound: The actor has no such sketch.
        Outdated: It was saved in between.
        Refused: It is longer than any form.
    """
    row = _own(actor, sketch, revision)
    if len(source) > definitions.LARGEST:
        raise _too_large()
    _keep(row)
    row.source, row.is_source_broken = source, True
    try:
        data = definitions.parse_toml(source)
    except BadForm:
        data = None
    if data is not None and shape_fault(data) is None:
        row.data, row.is_source_broken = data, False
    return _saved(actor, row, "source", now)


@transaction.atomic
def undo(*, actor: Actor, sketch: UUID, revision: int, now: datetime) -> int:
    """Take the last save back; taken back twice, it is there again.

    Returns:
        Its revision now.

    Raises:
        NotFound: The actor has no such sketch.
        Outdated: It was saved in between.
        Refused: Nothing was saved yet.
    """
    row = _own(actor, sketch, revision)
    if row.before is None:
        raise Refused("chưa có lần lưu nào để hoàn tác", "nothing was saved that could be undone")
    before = row.before
    _keep(row)
    row.data, row.source = before["data"], before["source"]
    row.is_source_broken = before["is_source_broken"]
    return _saved(actor, row, "undo", now)


@transaction.atomic
def rebase(*, actor: Actor, sketch: UUID, revision: int, now: datetime) -> tuple[str, ...]:
    """Put the sketch on the version that was approved since it was begun, keeping its changes.

    Returns:
        Keys that both changed; the sketch's own words stay.

    Raises:
        NotFound: The actor has no such sketch.
        Outdated: It was saved in between.
        Refused: No version was approved since.
    """
    row = _own(actor, sketch, revision)
    latest = latest_approved(row.code)
    if latest is None or latest.pk == row.base_id:
        raise Refused(
            "bản nháp đã dựa trên bản mới nhất", "the sketch is built on the latest version"
        )
    theirs = dump(definitions.stored(latest))
    base = {} if row.base is None else dump(definitions.stored(row.base))
    merged = merging.merge(base, row.data, theirs)
    _keep(row)
    row.data, row.base = merged.data, latest
    row.source, row.is_source_broken = "", False
    _saved(actor, row, "base", now)
    return merged.clashes


@transaction.atomic
def propose(*, actor: Actor, sketch: UUID, revision: int, now: datetime) -> UUID:
    """Ask the commander of the top unit to bring a sketch into force; the sketch is over.

    Returns:
        The reference of the version.

    Raises:
        NotFound: The actor has no such sketch.
        Outdated: It was saved in between.
        BadForm: It is no definition; every fault has its key.
        Refused: Another version was approved since it was begun, or waits; or nothing differs.
    """
    row = _own(actor, sketch, revision)
    if row.is_source_broken:
        raise Refused(
            "mã nguồn TOML còn lỗi nên chưa vào bản nháp; sửa hoặc bỏ mã nguồn ấy trước",
            "the TOML cannot be read yet; mend it or drop it first",
        )
    definition = definitions.read({**row.data, "version": forms.next_number(row.code)})
    if definition.code != row.code:
        raise Refused(
            f"mã của mẫu là “{row.code}” và không đổi qua các bản; sửa khóa code",
            f"the code of the form is “{row.code}” in all versions; mend the key code",
        )
    latest = latest_approved(row.code)
    if latest is not None and latest.pk != row.base_id:
        raise Refused(
            f"bản {latest.number} đã được phê duyệt sau khi bắt đầu soạn; đưa các thay đổi lên "
            "bản ấy rồi trình",
            f"version {latest.number} was approved since this was begun; put the changes on it "
            "first",
        )
    if latest is not None and dump(definition) == {
        **latest.definition,
        "version": definition.version,
    }:
        raise Refused(
            f"không khác gì bản {latest.number}; sửa rồi hãy trình",
            f"nothing differs from version {latest.number}; change something first",
        )
    ref = forms.propose(actor=actor, definition=definition, now=now)
    row.delete()
    return ref


@transaction.atomic
def drop(*, actor: Actor, sketch: UUID, now: datetime) -> None:
    """Throw a sketch away.

    Raises:
        NotFound: The actor has no such sketch.
    """
    row = _own(actor, sketch, None)
    _record(actor, row, "drop", now)
    row.delete()


def _own(actor: Actor, sketch: UUID, revision: int | None) -> Sketch:
    policies.check_can_propose(actor)
    row = (
        Sketch.objects.select_related("base")
        .select_for_update(of=("self",))
        .filter(ref=sketch, owner=_user(actor))
        .first()
    )
    if row is None:
        raise NotFound(str(sketch))
    if revision is not None and revision != row.revision:
        raise Outdated
    return row


def _user(actor: Actor) -> UUID:
    if actor.user is None:
        raise Refused(
            "bản nháp thuộc về một người dùng; lệnh dùng `phaodai form propose TỆP`",
            "a sketch is a user's; on the command line there is `phaodai form propose FILE`",
        )
    return actor.user


def _add(
    actor: Actor,
    owner: UUID,
    code: str,
    data: dict[str, Any],
    *,
    base: FormVersion | None,
    now: datetime,
) -> UUID:
    row = Sketch(
        code=code,
        base=base,
        data={**data, "version": forms.next_number(code)},
        owner=owner,
        owner_name=actor.name,
        begun_at=now,
        saved_at=now,
        revision=0,
    )
    _saved(actor, row, "begin", now)
    return row.ref


def _keep(row: Sketch) -> None:
    row.before = {
        "data": row.data,
        "source": row.source,
        "is_source_broken": row.is_source_broken,
    }


def _saved(actor: Actor, row: Sketch, changed: str, now: datetime) -> int:
    if len(json.dumps(row.data, ensure_ascii=False)) > definitions.LARGEST:
        raise _too_large()
    try:
        row.digest = definitions.digest(definitions.read(row.data))
    except BadForm:
        row.digest = ""
    row.revision, row.saved_at = row.revision + 1, now
    row.save()
    _record(actor, row, changed, now)
    return row.revision


def _record(actor: Actor, row: Sketch, changed: str, now: datetime) -> None:
    audit.record(
        actor=actor,
        action="form.draft",
        subject_kind="form_sketch",
        subject_ref=row.ref,
        details={"code": row.code, "revision": row.revision, "changed": changed},
        at=now,
    )


def _too_large() -> Refused:
    most = definitions.LARGEST
    return Refused(
        f"mẫu dài quá {most} ký tự; bỏ bớt ô, hoặc chia thành hai mẫu",
        f"the form has over {most} characters; leave fields out, or make two forms",
    )
