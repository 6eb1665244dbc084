"""A night needs a unit; what was agreed stays as it was; a time zone is one that is known."""

from django.db import migrations

from nauli.record.sql import never_changes

# Sharing the listing's row has who sells a night wait for who changes the number of units, and the
# other way round, even where neither has asked for a lock.
NIGHTS = """
CREATE FUNCTION travel_night_is_to_be_had() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    there_are integer := (SELECT units FROM travel_listing WHERE id = NEW.listing_id FOR SHARE);
BEGIN
    IF NEW.slot >= there_are THEN
        RAISE EXCEPTION 'night % of listing %: slot % of % units',
            NEW.night, NEW.listing_id, NEW.slot, there_are
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_slot_is_below_the_units';
    END IF;
    IF NOT EXISTS (
        SELECT FROM travel_booking
        WHERE id = NEW.booking_id AND listing_id = NEW.listing_id
            AND check_in <= NEW.night AND NEW.night < check_out
    ) THEN
        RAISE EXCEPTION 'night % of listing % is none of booking %',
            NEW.night, NEW.listing_id, NEW.booking_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_night_is_one_of_its_bookings';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER travel_night_is_to_be_had
    BEFORE INSERT OR UPDATE ON travel_night
    FOR EACH ROW EXECUTE FUNCTION travel_night_is_to_be_had();
"""

# What has been slept already may have been in units that are no more.
UNITS = """
CREATE FUNCTION travel_listing_keeps_its_nights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM travel_night
        WHERE listing_id = NEW.id AND slot >= NEW.units
            AND night >= (statement_timestamp() AT TIME ZONE NEW.time_zone)::date
    ) THEN
        RAISE EXCEPTION 'listing %: more than % units are sold for a night', NEW.id, NEW.units
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_slot_is_below_the_units';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER travel_listing_keeps_its_nights
    BEFORE UPDATE OF units ON travel_listing
    FOR EACH ROW WHEN (NEW.units < OLD.units)
    EXECUTE FUNCTION travel_listing_keeps_its_nights();
"""


def knows_its_time_zone(table: str) -> migrations.RunSQL:
    """Have the database refuse a name that its own queries could not use."""
    return migrations.RunSQL(
        sql=f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_knows_its_time_zone
            CHECK ((timestamptz '2000-01-01 00:00Z' AT TIME ZONE time_zone) IS NOT NULL);
        """,
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {table}_knows_its_time_zone;",
    )


class Migration(migrations.Migration):
    dependencies = [("travel", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql=NIGHTS,
            reverse_sql="""
            DROP TRIGGER travel_night_is_to_be_had ON travel_night;
            DROP FUNCTION travel_night_is_to_be_had();
            """,
        ),
        migrations.RunSQL(
            sql=UNITS,
            reverse_sql="""
            DROP TRIGGER travel_listing_keeps_its_nights ON travel_listing;
            DROP FUNCTION travel_listing_keeps_its_nights();
            """,
        ),
        knows_its_time_zone("travel_listing"),
        knows_its_time_zone("travel_booking"),
        never_changes("travel_policy", ("id", "name", "version", "steps", "created_at")),
        never_changes(
            "travel_booking",
            (
                "id",
                "code",
                "listing_id",
                "check_in",
                "check_out",
                "guests",
                "price_minor",
                "currency",
                "policy_name",
                "policy_version",
                "policy_steps",
                "time_zone",
                "check_in_from",
                "check_out_until",
                "created_at",
            ),
        ),
        never_changes("travel_night", ("listing_id", "night", "booking_id")),
        never_changes(
            "travel_review", ("id", "booking_id", "listing_id", "rating", "text", "created_at")
        ),
    ]
