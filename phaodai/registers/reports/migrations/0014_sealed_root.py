"""A paper says when the root of the trail that it cites was sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_who_sent_and_received")]

    operations = [
        migrations.AddField(
            model_name="paper", name="root_at", field=models.DateTimeField(null=True)
        ),
    ]
