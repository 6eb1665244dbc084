from django.db import migrations

from nauli.record.sql import never_changes


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [
        never_changes(
            "payments_payment",
            (
                "id",
                "reference",
                "order_id",
                "gateway",
                "amount_minor",
                "currency",
                "payer",
                "created_at",
            ),
        ),
    ]
