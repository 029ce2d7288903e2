from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_authoring'),
    ]

    operations = [
        migrations.AlterField(
            model_name='publication',
            name='issued_on',
            field=models.DateField(),
        ),
    ]
