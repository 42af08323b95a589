"""What the peer takes: the envelope, the form as fields of REST framework, one row of a figure."""

from typing import Any

from rest_framework import serializers

from intake_sides import reports
from intake_sides.peer.models import Value
from phaodai.engines.forms.definition import Form
from phaodai.engines.forms.evaluation import Figures, amount_of, holds
from phaodai.engines.forms.numbers import LARGEST, PER_ONE


class EnvelopeSerializer(serializers.Serializer):
    """A report as it is sent."""

    id = serializers.UUIDField()
    form = serializers.CharField(max_length=40)
    form_version = serializers.IntegerField(min_value=1)
    day = serializers.DateField()
    values = serializers.DictField(child=serializers.CharField(allow_blank=True))
    comments = serializers.DictField(child=serializers.CharField(), default=dict)


class FormSerializer(serializers.Serializer):
    """The figures of a form, each a field; the rules that tie them together are the form's."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Compute what is computed, then look at the rules."""
        today = {k: int(v * PER_ONE) for k, v in attrs.items() if not isinstance(v, str)}
        for each in FORM.fields():
            if each.formula is not None:
                amount = amount_of(each.formula, Figures(today=today))
                if amount is not None and today.setdefault(each.code, amount) != amount:
                    raise serializers.ValidationError({each.code: "computed_differs"})
        figures = Figures(
            today=today,
            previous=self.context["previous"],
            history=self.context["history"],
            given=frozenset(today) | frozenset(k for k, v in attrs.items() if v != ""),
        )
        broken = {
            rule.at: rule.code
            for rule in FORM.rules
            if (rule.when is None or holds(rule.when, figures))
            and holds(rule.expect, figures) is False
            and (rule.severity == "error" or not self.context["comments"].get(rule.code))
        }
        if broken:
            raise serializers.ValidationError(broken)
        return {"figures": today, "words": {k: v for k, v in attrs.items() if isinstance(v, str)}}


class ValueSerializer(serializers.ModelSerializer):
    """One figure, as ModelSerializer makes it."""

    class Meta:
        model = Value
        fields = ["unit", "series", "day", "amount", "submission"]


def _fields(form: Form) -> dict[str, serializers.Field]:
    found: dict[str, serializers.Field] = {}
    for each in form.fields():
        required = each.is_required and each.formula is None
        if each.choices:
            choices = [choice.code for choice in each.choices]
            found[each.code] = serializers.ChoiceField(choices, required=required)
        elif not each.is_number:
            found[each.code] = serializers.CharField(required=False, allow_blank=True)
        elif each.decimals:
            found[each.code] = serializers.DecimalField(
                max_digits=14, decimal_places=each.decimals, min_value=0, required=required
            )
        else:
            found[each.code] = serializers.IntegerField(
                min_value=0, max_value=LARGEST, required=required
            )
    return found


FORM = reports.form()
LOOKED_BACK = [rule.expect.field for rule in FORM.rules if hasattr(rule.expect, "enough")]
DailyCommuneSerializer = type("DailyCommuneSerializer", (FormSerializer,), _fields(FORM))
