"""Who lies below whom, however far above, kept beside the links it follows from."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def follow(apps: Any, schema_editor: Any) -> None:
    """Fill the table from the links that are there."""
    from phaodai.foundation.units import closure

    closure.renew()


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Ancestor",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "above_id", "depth", "unit_id", "first_day",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),
                ),
                ("depth", models.PositiveSmallIntegerField()),
                ("first_day", models.IntegerField()),
                ("last_day", models.IntegerField()),
                (
                    "above",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE,
                        related_name="+", to="units.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+", to="units.unit",
                    ),
                ),
            ],
        ),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
