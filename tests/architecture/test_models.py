"""What the import linter cannot see: foreign keys are strings."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model


def layer(model: type[Model]) -> str:
    return model.__module__.rsplit(".models", 1)[0]


def relations() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models():
        if model.__module__.startswith("phaodai."):
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete and isinstance(field.related_model, type):
                    yield layer(model), layer(field.related_model), str(field)


def test_no_foreign_key_between_registers():
    crossing = [
        field
        for owner, target, field in relations()
        if owner.startswith("phaodai.registers.")
        and target.startswith("phaodai.registers.")
        and owner != target
    ]
    assert crossing == []


def test_foundation_points_at_no_register():
    upward = [
        field
        for owner, target, field in relations()
        if owner.startswith("phaodai.foundation.") and target.startswith("phaodai.registers.")
    ]
    assert upward == []


def test_every_register_table_with_a_unit_can_be_scoped():
    unscoped = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("phaodai.registers.")
        and {"unit", "body"} <= {field.name for field in model._meta.get_fields()}
        and not hasattr(model._default_manager, "visible_to")
    ]
    assert unscoped == []


def test_every_row_can_be_named_without_naming_a_person():
    silent = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("phaodai.") and "__str__" not in vars(model)
    ]
    assert silent == []


def test_relations_were_seen_at_all():
    assert list(relations())
