from django.db import migrations, models

HELP = "Put in to try the pages on; it is not the council's own."


class Migration(migrations.Migration):
    dependencies = [
        ("democracy", "0009_published_plans_and_examples"),
    ]

    operations = [
        migrations.AddField(
            model_name="allowancescheme",
            name="example",
            field=models.BooleanField(default=False, help_text=HELP),
        ),
        migrations.AddField(
            model_name="historicalallowancescheme",
            name="example",
            field=models.BooleanField(default=False, help_text=HELP),
        ),
    ]
