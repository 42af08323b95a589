"""The trail refuses to be changed, by word of the database."""

from django.db import migrations

from phaodai.foundation.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_trail")]

    operations = [
        migrations.RunPython(
            lambda _apps, schema_editor: triggers.install(schema_editor.connection),
            lambda _apps, schema_editor: triggers.remove(schema_editor.connection),
        )
    ]
