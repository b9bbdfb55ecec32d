"""What was rehearsed is forgotten every night: the copies are remade, empty, by the next rehearsal."""

from django.db import migrations

FORGET = """
CREATE OR REPLACE FUNCTION training_forget() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    COMMENT ON SCHEMA training IS 'forgotten'
$$;
REVOKE EXECUTE ON FUNCTION training_forget() FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'cuamo_app') THEN
        GRANT EXECUTE ON FUNCTION training_forget() TO cuamo_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Make the function that lets the copies be remade."""

    dependencies = [("organisation", "0006_training_ground")]
    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION training_forget()")]
