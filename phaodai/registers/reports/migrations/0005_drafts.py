import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0001_initial"),
        ("reports", "0004_device_clock"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("submission", models.UUIDField(unique=True)),
                ("day", models.DateField()),
                ("base", models.UUIDField(null=True)),
                ("values", models.JSONField()),
                ("comments", models.JSONField()),
                ("owner", models.UUIDField()),
                ("saved_at", models.DateTimeField()),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="agencies.body",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reports.formversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["body", "day"], name="reports_drafts_of_a_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "body", "version", "day"), name="reports_one_draft"
                    )
                ],
            },
        ),
    ]
