from django.db import migrations

from nauli.record.sql import never_changes


class Migration(migrations.Migration):
    dependencies = [("refunds", "0001_initial")]
    operations = [
        never_changes(
            "refunds_refund",
            (
                "id",
                "reference",
                "payment_id",
                "amount_minor",
                "currency",
                "source",
                "created_at",
            ),
        ),
    ]
