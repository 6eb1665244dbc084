from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='photos',
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
