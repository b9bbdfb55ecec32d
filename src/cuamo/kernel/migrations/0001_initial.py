import datetime

from django.db import migrations, models

import cuamo.kernel.ids
from cuamo.kernel import partitions

FORWARD = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cuamo_app') THEN CREATE ROLE cuamo_app NOLOGIN; END IF;
END $$;
GRANT cuamo_app TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO cuamo_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cuamo_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO cuamo_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO cuamo_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO cuamo_app;

CREATE TABLE kernel_event (
    id uuid PRIMARY KEY,
    stream_id uuid NOT NULL,
    seq integer NOT NULL,
    name text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    data jsonb NOT NULL,
    hash bytea NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE kernel_event_default PARTITION OF kernel_event DEFAULT;
CREATE INDEX kernel_event_stream ON kernel_event (stream_id, seq);

CREATE TABLE kernel_stream (
    stream_id uuid PRIMARY KEY, seq integer NOT NULL, hash bytea NOT NULL,
    first_id uuid NOT NULL, last_id uuid NOT NULL
);

CREATE TABLE kernel_feed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    event_id uuid NOT NULL,
    name text NOT NULL
);
CREATE INDEX kernel_feed_order ON kernel_feed (xid, id);

CREATE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501'; END $$;
CREATE TRIGGER kernel_event_append_only BEFORE UPDATE OR DELETE ON kernel_event
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE FUNCTION kernel_make_partition(parent text, child text, low uuid, high uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF parent NOT IN ('kernel_event', 'dossiers_dossier') OR child !~ ('^' || parent || '_[0-9]{6}$') THEN
        RAISE EXCEPTION 'no partitions for %', parent;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(child));
    IF to_regclass('public.' || child) IS NOT NULL THEN RETURN false; END IF;
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)', child, parent, low, high);
    IF parent = 'kernel_event' THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON public.%I FROM cuamo_app', child);
    END IF;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION kernel_make_partition(text, text, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kernel_make_partition(text, text, uuid, uuid) TO cuamo_app;
REVOKE UPDATE, DELETE, TRUNCATE ON kernel_event, kernel_event_default FROM cuamo_app;
REVOKE DELETE, TRUNCATE ON kernel_stream FROM cuamo_app;
"""


def make_partitions(apps, schema_editor):
    today = datetime.datetime.now(datetime.UTC).date()
    partitions.ensure_partitions(
        table="kernel_event",
        months=1,
        first=today - datetime.timedelta(days=120),
        last=today + datetime.timedelta(days=120),
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RunPython(make_partitions, migrations.RunPython.noop),
    ]
