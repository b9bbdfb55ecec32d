from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_analyse_search() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE catalogue_search_phrase;
    ANALYZE catalogue_search_posting;
    ANALYZE catalogue_search_term;
END $$;
REVOKE ALL ON FUNCTION catalogue_analyse_search() FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'cuamo_app') THEN
        GRANT EXECUTE ON FUNCTION catalogue_analyse_search() TO cuamo_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_how_much_a_phrase_tells"), ("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION catalogue_analyse_search()")]
