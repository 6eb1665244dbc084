"""A transfer balances in each currency and has two lines at least; nothing is ever rewritten."""

from django.db import migrations

from nauli.record.sql import only_grows

# Checked when the transaction commits: until then a transfer is allowed to be half written.
BALANCE = """
CREATE FUNCTION ledger_transfer_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_transfer bigint := CASE TG_TABLE_NAME
        WHEN 'ledger_transfer' THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'transfer_id')::bigint
    END;
BEGIN
    IF (SELECT count(*) < 2 FROM ledger_entry WHERE transfer_id = the_transfer) THEN
        RAISE EXCEPTION 'transfer % has fewer than two entries', the_transfer
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_transfer_has_two_entries';
    END IF;
    IF EXISTS (
        SELECT currency FROM ledger_entry WHERE transfer_id = the_transfer
        GROUP BY currency
        HAVING sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END) <> 0
    ) THEN
        RAISE EXCEPTION 'transfer % does not balance', the_transfer
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_transfer_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_transfer_balances
    AFTER INSERT ON ledger_transfer DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances();
CREATE CONSTRAINT TRIGGER an_entry_balances
    AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ledger_transfer_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        only_grows("ledger_transfer"),
        only_grows("ledger_entry"),
        migrations.RunSQL(
            sql=BALANCE,
            reverse_sql="""
            DROP TRIGGER an_entry_balances ON ledger_entry;
            DROP TRIGGER a_transfer_balances ON ledger_transfer;
            DROP FUNCTION ledger_transfer_balances();
            """,
        ),
    ]
