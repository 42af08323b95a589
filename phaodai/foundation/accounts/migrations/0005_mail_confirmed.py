from typing import Any

from django.db import migrations, models
from django.db.models import F


def believe(apps: Any, schema_editor: Any) -> None:
    """Addresses that are in use go on being used."""
    users = apps.get_model("accounts", "User").objects.exclude(mail_address="")
    users.update(mail_confirmed_at=F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_mail_address'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='mail_confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='mail_code_due',
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(believe, migrations.RunPython.noop),
    ]
