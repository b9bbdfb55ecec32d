from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('IN_FORCE', 'REPLACED', 'INFORMATION') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'version % of % has been in force and stays', OLD.number, OLD.procedure_id USING ERRCODE = '42501';
    END IF;
    IF NEW.content IS DISTINCT FROM OLD.content OR NEW.content_sha256 <> OLD.content_sha256
        OR NEW.procedure_id <> OLD.procedure_id OR NEW.number <> OLD.number OR NEW.id <> OLD.id
        OR NEW.valid_from IS DISTINCT FROM OLD.valid_from OR NEW.status IN ('DRAFT', 'APPROVED')
        OR (OLD.status = 'REPLACED' AND NEW.status <> 'REPLACED')
        OR (OLD.status = 'INFORMATION' AND NEW.status = 'IN_FORCE') THEN
        RAISE EXCEPTION 'version % of % has been in force and cannot change', OLD.number, OLD.procedure_id
            USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER catalogue_version_frozen BEFORE UPDATE OR DELETE ON catalogue_version
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep_version();
"""
BACKWARD = "DROP TRIGGER catalogue_version_frozen ON catalogue_version; DROP FUNCTION catalogue_keep_version();"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
