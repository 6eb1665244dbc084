"""Triggers that forbid what no code of ours may ever do, for migrations of any package."""

from __future__ import annotations

from django.db import migrations


def only_grows(table: str) -> migrations.RunSQL:
    """Make a table append-only: no UPDATE, no DELETE, no TRUNCATE, whoever asks."""
    return migrations.RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{table} only grows: % is not allowed', TG_OP
                USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER {table}_only_grows
            BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_only_grows();
        CREATE TRIGGER {table}_is_never_emptied
            BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_is_never_emptied ON {table};
        DROP TRIGGER {table}_only_grows ON {table};
        DROP FUNCTION {table}_only_grows();
        """,
    )


def never_changes(table: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    """Forbid any later change of these columns: they were agreed when the row was written."""
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in columns)
    return migrations.RunSQL(
        sql=f"""
        CREATE FUNCTION {table}_keeps_its_value() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {same} THEN RETURN NEW; END IF;
            RAISE EXCEPTION '{table}: {", ".join(columns)} never change'
                USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER {table}_keeps_its_value
            BEFORE UPDATE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_keeps_its_value();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_keeps_its_value ON {table};
        DROP FUNCTION {table}_keeps_its_value();
        """,
    )
