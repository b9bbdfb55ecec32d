from django.db import migrations

FORWARD = """
ALTER TABLE catalogue_version ADD CONSTRAINT catalogue_version_no_author_approves
    CHECK (approved_by = '' OR NOT (approved_by = ANY (authors)));
CREATE OR REPLACE FUNCTION catalogue_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('IN_FORCE', 'REPLACED', 'INFORMATION') THEN
        IF TG_OP = 'UPDATE' AND OLD.status IN ('WAITING', 'APPROVED') AND NEW.content IS DISTINCT FROM OLD.content THEN
            RAISE EXCEPTION 'version % of % waits for its approval or has it: its content rests', OLD.number,
                OLD.procedure_id USING ERRCODE = '42501';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'version % of % has been in force and stays', OLD.number, OLD.procedure_id USING ERRCODE = '42501';
    END IF;
    IF NEW.content IS DISTINCT FROM OLD.content OR NEW.content_sha256 <> OLD.content_sha256
        OR NEW.procedure_id <> OLD.procedure_id OR NEW.number <> OLD.number OR NEW.id <> OLD.id
        OR NEW.valid_from IS DISTINCT FROM OLD.valid_from OR NEW.status IN ('DRAFT', 'WAITING', 'APPROVED')
        OR (OLD.status = 'REPLACED' AND NEW.status <> 'REPLACED')
        OR (OLD.status = 'INFORMATION' AND NEW.status = 'IN_FORCE') THEN
        RAISE EXCEPTION 'version % of % has been in force and cannot change', OLD.number, OLD.procedure_id
            USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
BACKWARD = "ALTER TABLE catalogue_version DROP CONSTRAINT catalogue_version_no_author_approves;"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_workflow")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
