from django.db import migrations

from nauli.record.sql import never_changes, only_grows


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [
        only_grows("orders_line"),
        never_changes(
            "orders_order",
            ("id", "number", "customer_id", "currency", "total_minor", "created_at"),
        ),
    ]
