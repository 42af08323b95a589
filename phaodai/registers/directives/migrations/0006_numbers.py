from typing import Any

from django.db import migrations


def hand_over(apps: Any, schema_editor: Any) -> None:
    """Numbers given so far go to the bodies that gave them."""
    old = apps.get_model("directives", "NumberSeries").objects.all()
    new = apps.get_model("agencies", "NumberSeries")
    new.objects.bulk_create(
        new(body_id=row.body_id, series=row.series, year=row.year, last=row.last) for row in old
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_numbers"),
        ("directives", "0005_acts_on_relations"),
    ]

    operations = [
        migrations.RunPython(hand_over, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel(name="NumberSeries"),
    ]
