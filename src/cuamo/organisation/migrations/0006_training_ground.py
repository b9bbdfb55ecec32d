"""Tables of the rehearsal: copies of the real ones in a schema nothing else reads, and a role that writes only these."""

from django.db import migrations

GROUND = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cuamo_training') THEN
        CREATE ROLE cuamo_training NOLOGIN;
    END IF;
END $$;
GRANT cuamo_training TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS training;
GRANT USAGE ON SCHEMA public TO cuamo_training;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO cuamo_training;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO cuamo_training;

CREATE OR REPLACE FUNCTION training_copied() RETURNS SETOF pg_class
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT c.* FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (c.relname ~ '^(dossiers|documents|payments|delivery|notices|appointments|oversight|procrastinate)_'
           OR (c.relname ~ '^kernel_' AND c.relname !~ '^kernel_(calendar|holiday|day)')
           OR (c.relname ~ '^people_' AND c.relname <> 'people_account')
           OR c.relname IN ('organisation_shift', 'organisation_handover'))
$$;

CREATE OR REPLACE FUNCTION training_fingerprint() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT md5(string_agg(c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
               || a.attnotnull, ',' ORDER BY c.relname, a.attnum))
    FROM training_copied() c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
$$;

CREATE OR REPLACE FUNCTION training_ready() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    made text := training_fingerprint();
    one record;
    counted record;
BEGIN
    IF obj_description('training'::regnamespace, 'pg_namespace') = made THEN RETURN false; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('training_ready'));
    IF obj_description('training'::regnamespace, 'pg_namespace') = made THEN RETURN false; END IF;
    FOR one IN SELECT c.relname FROM pg_class c
               WHERE c.relnamespace = 'training'::regnamespace AND c.relkind = 'r' LOOP
        EXECUTE format('DROP TABLE training.%I CASCADE', one.relname);
    END LOOP;
    FOR one IN SELECT c.relname FROM training_copied() c LOOP
        EXECUTE format('CREATE TABLE training.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING IDENTITY'
                       ' INCLUDING GENERATED INCLUDING CONSTRAINTS INCLUDING INDEXES)', one.relname, one.relname);
        FOR counted IN SELECT a.attname FROM pg_attrdef d
                       JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
                       WHERE d.adrelid = format('training.%I', one.relname)::regclass
                         AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%' LOOP
            EXECUTE format('CREATE SEQUENCE IF NOT EXISTS training.%I', one.relname || '_' || counted.attname);
            EXECUTE format('ALTER TABLE training.%I ALTER COLUMN %I SET DEFAULT nextval(%L)', one.relname,
                           counted.attname, format('training.%I', one.relname || '_' || counted.attname));
        END LOOP;
    END LOOP;
    ALTER TABLE training.dossiers_dossier ADD CONSTRAINT training_stays_a_draft
        CHECK (state = 0 AND code = '' AND external_code = '' AND submitted_at IS NULL AND accepted_at IS NULL);
    GRANT USAGE ON SCHEMA training TO cuamo_training;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA training TO cuamo_training;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA training TO cuamo_training;
    EXECUTE format('COMMENT ON SCHEMA training IS %L', made);
    RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION training_ready() FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'cuamo_app') THEN
        GRANT EXECUTE ON FUNCTION training_ready() TO cuamo_app;
        GRANT cuamo_training TO cuamo_app;
    END IF;
END $$;
"""
GONE = """
DROP FUNCTION training_ready(); DROP FUNCTION training_fingerprint(); DROP FUNCTION training_copied();
DROP SCHEMA training CASCADE;
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM cuamo_training;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM cuamo_training;
REVOKE ALL ON SCHEMA public FROM cuamo_training;
"""


class Migration(migrations.Migration):
    """Make role, schema and the function that keeps the copies like the real tables."""

    dependencies = [("organisation", "0005_training")]
    operations = [migrations.RunSQL(GROUND, GONE)]
