"""What the board of tasks can be narrowed to."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.directives.forms import _Lenient
from phaodai.delivery.web.tasks.labels import LATENESS, PROOFS, STATES
from phaodai.registers.directives.queries import TaskFilter, TaskOrder
from phaodai.registers.directives.states import AssignmentState, Lateness, Proof
from phaodai.vocabulary.refs import BodyRef

OPEN, ALL = "", "all"
ORDERS = {
    TaskOrder.DUE: gettext_lazy("Theo hạn"),
    TaskOrder.UNIT: gettext_lazy("Theo đơn vị"),
    TaskOrder.STATE: gettext_lazy("Theo tình trạng"),
    TaskOrder.DOCUMENT: gettext_lazy("Theo văn bản"),
}
PROOF_CHOICES = (Proof.EVIDENCE, Proof.MET, Proof.NOT_MET, Proof.NO_FIGURE)


class TaskSearch(_Lenient):
    """The filters of the board."""

    q = forms.CharField(required=False)
    whose = forms.ChoiceField(label=gettext_lazy("Của ai"), required=False)
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
        choices=[("", gettext_lazy("tất cả")), *((k.value, v) for k, v in LATENESS.items())],
    )
    proof = forms.ChoiceField(
        label=gettext_lazy("Bằng chứng"),
        required=False,
        choices=[("", gettext_lazy("tất cả")), *((k.value, PROOFS[k]) for k in PROOF_CHOICES)],
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Xem"),
        required=False,
        choices=[(order.value, label) for order, label in ORDERS.items()],
    )
    head = forms.CharField(label=gettext_lazy("Người đứng đầu"), required=False, max_length=200)

    def offer(self, bodies: list[tuple[str, str]]) -> None:
        """Fill in the actor's own bodies."""
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", _("trong tầm nhìn")), *bodies]

    @property
    def chosen_order(self) -> TaskOrder:
        """Return how the board is read."""
        return TaskOrder(self.chosen().get("order") or TaskOrder.DUE)

    def wanted(self) -> TaskFilter:
        """Return the filter for the query."""
        chosen = self.chosen()
        state, late, proof = chosen.get("state"), chosen.get("late"), chosen.get("proof")
        try:
            body = forms.UUIDField(required=False).clean(chosen.get("whose"))
        except forms.ValidationError:
            body = None
        return TaskFilter(
            words=chosen.get("q", ""),
            state=AssignmentState(state) if state not in {OPEN, ALL, None} else None,
            is_open=True if not state else None,
            lateness=Lateness(late) if late else None,
            proof=Proof(proof) if proof else None,
            body=BodyRef(body) if body else None,
            head=chosen.get("head", "").strip(),
        )
