from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_watching'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='clock_offset',
            field=models.DurationField(null=True),
        ),
    ]
