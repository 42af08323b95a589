"""What the board of tasks can be narrowed to."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from phaodai.delivery import clock
from phaodai.delivery.web.directives.forms import Lenient, day_field
from phaodai.delivery.web.tasks.labels import LATENESS, PROOFS, STATES
from phaodai.foundation.units import queries as units
from phaodai.registers.directives.queries import TaskFilter, TaskOrder
from phaodai.registers.directives.states import AssignmentState, Lateness, Part, Proof
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.refs import BodyRef, DocumentRef, UnitRef

OPEN, ALL = "", "all"
TODAY, WEEK = "TODAY", "WEEK"
NOTHING = UnitRef(UUID(int=0))  # a name that is no unit leaves nothing, rather than everything
ORDERS = {
    TaskOrder.DUE: gettext_lazy("Theo hạn"),
    TaskOrder.UNIT: gettext_lazy("Theo đơn vị"),
    TaskOrder.STATE: gettext_lazy("Theo tình trạng"),
    TaskOrder.DOCUMENT: gettext_lazy("Theo văn bản"),
}
PROOF_CHOICES = (Proof.EVIDENCE, Proof.MET, Proof.NOT_MET, Proof.NO_FIGURE, Proof.WAITING)
PARTS = {Part.LEAD: gettext_lazy("chủ trì"), Part.COORDINATE: gettext_lazy("phối hợp")}
EVERY = ("", gettext_lazy("tất cả"))


def _text(label: Any, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attributes)
    return forms.CharField(label=label, required=False, max_length=200, widget=widget)


class TaskSearch(Lenient):
    """The filters of the board."""

    q = forms.CharField(required=False, max_length=200)
    order = forms.ChoiceField(
        label=gettext_lazy("Xem"),
        required=False,
        choices=[(order.value, label) for order, label in ORDERS.items()],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Tình trạng"),
        required=False,
        choices=[
            (OPEN, gettext_lazy("chưa xong")),
            (ALL, gettext_lazy("tất cả")),
            *((state.value, STATES[state]) for state in AssignmentState),
        ],
    )
    late = forms.ChoiceField(
        label=gettext_lazy("Thời hạn"),
        required=False,
        choices=[
            EVERY,
            (Lateness.OVERDUE.value, LATENESS[Lateness.OVERDUE]),
            (TODAY, gettext_lazy("hạn hôm nay")),
            (WEEK, gettext_lazy("hạn trong 7 ngày tới")),
            *((k.value, v) for k, v in LATENESS.items() if k is not Lateness.OVERDUE),
        ],
    )
    first = day_field(gettext_lazy("Hạn từ ngày"))
    last = day_field(gettext_lazy("Hạn đến ngày"))
    whose = forms.ChoiceField(label=gettext_lazy("Của ai"), required=False)
    unit = _text(gettext_lazy("Đơn vị và cấp dưới"))
    body = _text(gettext_lazy("Cơ quan"))
    head = _text(gettext_lazy("Người đứng đầu"))
    part = forms.ChoiceField(
        label=gettext_lazy("Vai trò"),
        required=False,
        choices=[EVERY, *((part.value, label) for part, label in PARTS.items())],
    )
    document = _text(gettext_lazy("Số văn bản"), list="sources")
    proof = forms.ChoiceField(
        label=gettext_lazy("Bằng chứng"),
        required=False,
        choices=[EVERY, *((k.value, PROOFS[k]) for k in PROOF_CHOICES)],
    )
    disease = forms.ChoiceField(label=gettext_lazy("Bệnh nhắc đến"), required=False)

    def chosen(self) -> dict[str, Any]:
        """Return the fields that could be read; they are read once."""
        return self.cleaned_data if self.errors is not None else {}

    def offer(self, *, bodies: list[tuple[str, str]]) -> None:
        """Fill in the actor's own bodies, and the diseases in the reader's language."""
        is_english = (get_language() or "vi").startswith("en")
        self._choices("whose", ("", _("trong tầm nhìn")), bodies)
        self._choices(
            "disease",
            EVERY,
            [
                (code, each.label_en if is_english else each.label_vi)
                for code, each in DISEASES.items()
                if code
            ],
        )

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything is left out, the usual choice of open tasks apart."""
        return any(self.data.get(name) for name in self.fields if name != "order")

    @property
    def chosen_order(self) -> TaskOrder:
        """Return how the board is read."""
        return TaskOrder(self.chosen().get("order") or TaskOrder.DUE)

    def address(self, **changes: str) -> str:
        """Return the filter as what follows "?": only what is set, in the order of the form."""
        found = QueryDict(mutable=True)
        for name in self.fields:
            value = changes.get(name, str(self.data.get(name, ""))).strip()
            if value:
                found[name] = value
        return found.urlencode()

    def wanted(self, *, actor: Actor, within: UnitRef | None = None) -> TaskFilter:
        """Return the filter for the query; a unit that is none becomes an error of its field.

        Args:
            actor: Who asks.
            within: The unit that is looked at, where the form names none.
        """
        chosen = self.chosen()
        state, late, proof = chosen.get("state"), chosen.get("late"), chosen.get("proof")
        part, body = chosen.get("part"), _uuid(chosen.get("whose", ""))
        document = chosen.get("document", "").strip()
        source = _uuid(document)
        first, last = chosen.get("first"), chosen.get("last")
        if late in {TODAY, WEEK}:
            today = clock.today()
            first = max(filter(None, [first, today]))
            last = min(filter(None, [last, today + timedelta(days=7 if late == WEEK else 0)]))
        return TaskFilter(
            words=chosen.get("q", ""),
            state=AssignmentState(state) if state not in {OPEN, ALL, None} else None,
            is_open=True if not state else None,
            lateness=Lateness(late) if late and late not in {TODAY, WEEK} else None,
            proof=Proof(proof) if proof else None,
            part=Part(part) if part else None,
            body=BodyRef(body) if body else None,
            body_words=chosen.get("body", ""),
            unit=self._unit(chosen.get("unit", "").strip(), actor) or within,
            head=chosen.get("head", "").strip(),
            document=DocumentRef(source) if source else None,
            document_number="" if source else document,
            disease=chosen.get("disease", ""),
            first=first,
            last=last,
        )

    def _unit(self, text: str, actor: Actor) -> UnitRef | None:
        if not text:
            return None
        ref = _uuid(text)
        if ref is not None:
            return UnitRef(ref)
        near = actor.posts[0].unit_path if actor.posts else None
        found = units.disambiguate(text, near=near, on=clock.today())
        if len(found) == 1:
            return found[0].ref
        if found:
            names = "; ".join(f"{row.full_name}, {row.parent_name}" for row in found[:5])
            self.add_error("unit", _("Có nhiều đơn vị tên này: %(names)s.") % {"names": names})
        else:
            self.add_error("unit", _("Không có đơn vị tên này. Ghi cả cấp, ví dụ “xã Phước Hải”."))
        return NOTHING

    def _choices(self, name: str, first: tuple[str, Any], choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [first, *choices]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def bucket(due: date | None, today: date) -> str:
    """Return under which heading a deadline stands."""
    if due is None:
        return _("Không có hạn theo ngày")
    if due < today:
        return _("Hạn đã qua")
    if due == today:
        return _("Hạn hôm nay")
    return _("Trong 7 ngày tới") if due <= today + timedelta(days=7) else _("Sau 7 ngày nữa")
