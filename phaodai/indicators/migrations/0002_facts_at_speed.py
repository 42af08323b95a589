"""Facts by series and publication, what was believed before apart, and totals kept beside them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def number(to: str, **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **options
    )


def key(*fields: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *fields, blank=True, editable=False, primary_key=True, serialize=False
    )


COPIED = (
    """
    INSERT INTO indicators_series (indicator_id, disease_id, stratum_id, source_id, basis)
    SELECT DISTINCT indicator_id, disease_id, stratum_id, source_id, basis
    FROM indicators_formervalue
    """,
    """
    INSERT INTO indicators_publication (revision_ref, published_at)
    SELECT DISTINCT revision_ref, published_at FROM indicators_formervalue
    """,
    """
    INSERT INTO indicators_publication (revision_ref, published_at)
    SELECT DISTINCT NULL, superseded_at FROM indicators_formervalue f
    WHERE superseded_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM indicators_publication p
        WHERE p.revision_ref IS NULL AND p.published_at = f.superseded_at
    )
    """,
    """
    INSERT INTO indicators_value (unit_id, series_id, day, amount, publication_id)
    SELECT f.unit_id, s.id, f.day, f.amount, min(p.id)
    {joined}
    WHERE f.superseded_at IS NULL
    GROUP BY f.unit_id, s.id, f.day, f.amount
    """,
    """
    INSERT INTO indicators_pastvalue
        (unit_id, series_id, day, amount, publication_id, closed_by_id)
    SELECT f.unit_id, s.id, f.day, f.amount, p.id, min(c.id)
    {joined}
    JOIN indicators_publication c ON c.published_at = f.superseded_at
    WHERE f.superseded_at > f.published_at
    GROUP BY f.unit_id, s.id, f.day, f.amount, p.id
    """,
)
JOINED = """
    FROM indicators_formervalue f
    JOIN indicators_series s
      ON s.indicator_id = f.indicator_id AND s.disease_id = f.disease_id
     AND s.stratum_id = f.stratum_id AND s.source_id = f.source_id AND s.basis = f.basis
    JOIN indicators_publication p
      ON p.published_at = f.published_at
     AND (p.revision_ref = f.revision_ref OR (p.revision_ref IS NULL AND f.revision_ref IS NULL))
"""


def copy(apps: Any, schema_editor: Any) -> None:
    """Carry the facts over, then sum them up."""
    from phaodai.indicators import rollup

    if not apps.get_model("indicators", "FormerValue").objects.exists():
        return
    for statement in COPIED:
        schema_editor.execute(statement.format(joined=JOINED), params=None)
    rollup.rebuild()


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0001_initial"),
        ("units", "0002_ancestors"),
    ]

    operations = [
        migrations.RenameModel("Value", "FormerValue"),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("indicator", number("indicators.indicator")),
                ("disease", number("indicators.disease")),
                ("stratum", number("indicators.stratum")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.source",
                    ),
                ),
                (
                    "basis",
                    models.PositiveSmallIntegerField(choices=[(1, "STATED"), (2, "COUNTED")]),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["indicator", "disease", "stratum", "source", "basis"],
                        name="indicators_series_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(basis__in=[1, 2]), name="indicators_series_known_basis"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("revision_ref", models.UUIDField(null=True)),
                ("published_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                ("pk", key("unit_id", "series_id", "day")),
                ("day", models.IntegerField()),
                ("amount", models.BigIntegerField()),
                ("publication", number("indicators.publication", db_constraint=False)),
                ("series", number("indicators.series", db_constraint=False)),
                ("unit", number("units.unit", db_constraint=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(amount__gte=0), name="indicators_value_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PastValue",
            fields=[
                ("pk", key("unit_id", "series_id", "day", "publication_id")),
                ("day", models.IntegerField()),
                ("amount", models.BigIntegerField()),
                ("publication", number("indicators.publication", db_constraint=False)),
                ("closed_by", number("indicators.publication", db_constraint=False)),
                ("series", number("indicators.series", db_constraint=False)),
                ("unit", number("units.unit", db_constraint=False)),
            ],
        ),
        migrations.CreateModel(
            name="Total",
            fields=[
                ("pk", key("unit_id", "depth", "series_id", "day")),
                ("depth", models.SmallIntegerField()),
                ("day", models.IntegerField()),
                ("amount", models.BigIntegerField()),
                ("n_reported", models.IntegerField()),
                ("known_at", models.DateTimeField()),
                ("series", number("indicators.series", db_constraint=False)),
                ("unit", number("units.unit", db_constraint=False)),
            ],
        ),
        migrations.RunPython(copy, migrations.RunPython.noop),
        migrations.DeleteModel("FormerValue"),
    ]
