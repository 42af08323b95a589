from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("reports", "0010_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="nudge",
            name="mailed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
