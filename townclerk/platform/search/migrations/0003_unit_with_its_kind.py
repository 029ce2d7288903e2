from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [
        migrations.AlterField(
            model_name="indexedpage",
            name="unit",
            field=models.CharField(blank=True, max_length=80),
        )
    ]
