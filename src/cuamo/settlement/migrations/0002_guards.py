from django.db import migrations

FORWARD = """
CREATE FUNCTION settlement_keep_instrument() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'PROPOSED' THEN
        RAISE EXCEPTION 'instrument % is decided: % refused', OLD.id, TG_OP USING ERRCODE = '42501';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_instrument_stays BEFORE UPDATE OR DELETE ON settlement_instrument
    FOR EACH ROW EXECUTE FUNCTION settlement_keep_instrument();

CREATE FUNCTION settlement_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    standing text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT state INTO standing FROM settlement_statement WHERE id = OLD.statement_id;
        IF standing <> 'DRAFT' THEN
            RAISE EXCEPTION 'line % stands in a statement that was sent', OLD.id USING ERRCODE = '42501';
        END IF;
        RETURN OLD;
    END IF;
    SELECT state INTO standing FROM settlement_statement WHERE id = NEW.statement_id;
    IF TG_OP = 'INSERT' THEN
        IF standing = 'DRAFT' OR (NEW.kind = 'CORRECTION' AND standing IN ('SENT', 'CONFIRMED')) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'statement % takes no more lines', NEW.statement_id USING ERRCODE = '42501';
    END IF;
    IF standing IN ('APPROVED', 'PAID')
        OR (NEW.statement_id, NEW.item_id, NEW.kind, NEW.fault, NEW.net_vnd, NEW.vat_vnd, NEW.payer, NEW.words)
        IS DISTINCT FROM
        (OLD.statement_id, OLD.item_id, OLD.kind, OLD.fault, OLD.net_vnd, OLD.vat_vnd, OLD.payer, OLD.words)
    THEN
        RAISE EXCEPTION 'line % may not change', OLD.id USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_line_stays BEFORE INSERT OR UPDATE OR DELETE ON settlement_line
    FOR EACH ROW EXECUTE FUNCTION settlement_keep_line();
"""
BACKWARD = """
DROP TRIGGER settlement_line_stays ON settlement_line;
DROP FUNCTION settlement_keep_line();
DROP TRIGGER settlement_instrument_stays ON settlement_instrument;
DROP FUNCTION settlement_keep_instrument();
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
