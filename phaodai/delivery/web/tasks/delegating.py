"""The form by which a task is passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery import clock
from phaodai.delivery.web.tasks.forms import ActForm, day_field, hour_field, long_field
from phaodai.delivery.web.tasks.receivers import Receiver, Receivers
from phaodai.registers.directives.operations import Share
from phaodai.vocabulary.folding import fold
from phaodai.vocabulary.refs import BodyRef

LONG = 12  # lines, from which on the list is searched
_KINDS = ("%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Line:
    """One receiver as the form shows it."""

    who: Receiver
    is_chosen: bool
    due: str  # as it was typed


class DelegateForm(ActForm):
    """To whom it is passed on, and until when.

    Each receiver may have a day of its own; a body that is chosen by itself and with its level
    has the day of its own line.
    """

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Giao cho"),
        error_messages={
            "required": gettext_lazy("Chọn ít nhất một người hoặc một cơ quan."),
            "invalid_choice": gettext_lazy(
                "Có nơi không giao được nữa: vừa được giao rồi, hoặc không thuộc quyền."
            ),
        },
    )
    day = day_field(gettext_lazy("Hạn chung, sớm hơn hạn của mình"), required=False)
    at = hour_field()
    text = long_field(gettext_lazy("Dặn thêm"))

    def __init__(self, *args: Any, receivers: Receivers, find: str = "", **kwargs: Any) -> None:
        """Take everybody who may be given something to do.

        Args:
            *args: Of a form.
            receivers: Everybody.
            find: Words, with or without accents, that narrow what is shown.
            **kwargs: Of a form.
        """
        super().__init__(*args, **kwargs)
        self.receivers, self.find = receivers, find
        field = self.fields["to"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(key, who.name) for key, who in receivers.by_key.items()]

    @property
    def is_long(self) -> bool:
        """Say whether the list is searched rather than read."""
        return len(self.receivers.by_key) > LONG

    @property
    def n_chosen(self) -> int:
        """Say how many lines are chosen."""
        return len(self._chosen())

    @property
    def people(self) -> list[Line]:
        """Return the lines of persons."""
        return self._lines(self.receivers.people)

    @property
    def groups(self) -> list[Line]:
        """Return the lines of whole levels."""
        return self._lines(self.receivers.groups)

    @property
    def bodies(self) -> list[Line]:
        """Return the lines of bodies."""
        return self._lines(self.receivers.bodies)

    def clean(self) -> dict[str, Any]:
        """Read the days of single lines."""
        data = super().clean() or self.cleaned_data
        known = self.receivers.by_key
        self._due: dict[str, datetime | None] = {}
        for key in data.get("to", ()):
            typed = self._typed(key)
            self._due[key] = _moment(typed)
            if typed and self._due[key] is None:
                text = _("%(name)s: “%(typed)s” không phải là hạn. Gõ theo kiểu 23/12/2021 17:00.")
                self.add_error("to", text % {"name": known[key].name, "typed": typed})
        return data

    def shares(self) -> list[Share]:
        """Return the shares, each body once."""
        known, common = self.receivers.by_key, self.moment()
        people: list[Share] = []
        bodies: dict[BodyRef, Share] = {}
        chosen = sorted(
            (known[key] for key in self.cleaned_data["to"]), key=lambda who: -len(who.bodies)
        )
        for who in chosen:
            due = self._due[who.key] or common
            if who.user is not None:
                people.append(Share(user=who.user, due_at=due))
            bodies |= {ref: Share(body=ref, due_at=due) for ref in who.bodies}
        return [*people, *bodies.values()]

    def _lines(self, some: Sequence[Receiver]) -> list[Line]:
        words, chosen = fold(self.find).split(), self._chosen()
        return [
            Line(who, who.key in chosen, self._typed(who.key))
            for who in some
            if who.key in chosen or all(word in fold(who.name) for word in words)
        ]

    def _chosen(self) -> set[str]:
        return set(self["to"].value() or ())

    def _typed(self, key: str) -> str:
        source = self.data if self.is_bound else self.initial
        return " ".join(str(source.get(f"due-{key}", "")).split())


def _moment(typed: str) -> datetime | None:
    for kind in _KINDS:
        try:
            found = datetime.strptime(typed, kind)  # noqa: DTZ007 - the zone comes with the next line
        except ValueError:
            continue
        at = found.time() if "%H" in kind else time(23, 59, 59)
        return datetime.combine(found.date(), at, tzinfo=clock.HERE)
    return None
