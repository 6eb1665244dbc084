from django.db import migrations

from nauli.record.sql import only_grows


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [only_grows("record_change")]
