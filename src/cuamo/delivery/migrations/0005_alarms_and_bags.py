import cuamo.kernel.ids
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION delivery_keep_hand_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR NEW.parcel_id IS DISTINCT FROM OLD.parcel_id OR NEW.bag_id IS DISTINCT FROM OLD.bag_id
        OR (OLD.given_at IS NOT NULL
            AND (NEW.given_at IS DISTINCT FROM OLD.given_at OR NEW.giver IS DISTINCT FROM OLD.giver))
        OR (OLD.taken_at IS NOT NULL
            AND (NEW.taken_at IS DISTINCT FROM OLD.taken_at OR NEW.taker IS DISTINCT FROM OLD.taker))
        OR (OLD.given_at IS NOT NULL AND OLD.taken_at IS NOT NULL
            AND (NEW.place, NEW.proof, NEW.evidence_id, NEW.device_time, NEW.device_key)
                IS DISTINCT FROM (OLD.place, OLD.proof, OLD.evidence_id, OLD.device_time, OLD.device_key))
        OR (NEW.position IS NOT NULL AND OLD.given_at IS NOT NULL AND OLD.taken_at IS NOT NULL
            AND NEW.position IS DISTINCT FROM OLD.position)
        OR (OLD.broken_off_at IS NOT NULL
            AND (NEW.broken_off_at, NEW.given_at, NEW.taken_at)
                IS DISTINCT FROM (OLD.broken_off_at, OLD.given_at, OLD.taken_at))
    THEN
        RAISE EXCEPTION 'hand-overs are append-only: % on % refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_hand_over_append_only BEFORE UPDATE OR DELETE ON delivery_hand_over
    FOR EACH ROW EXECUTE FUNCTION delivery_keep_hand_over();

CREATE FUNCTION delivery_keep_bag_hand_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.bag_id IS DISTINCT FROM OLD.bag_id
        OR (OLD.given_at IS NOT NULL
            AND (NEW.given_at IS DISTINCT FROM OLD.given_at OR NEW.giver IS DISTINCT FROM OLD.giver))
        OR (OLD.taken_at IS NOT NULL
            AND (NEW.taken_at, NEW.taker, NEW.seal_read, NEW.intact)
                IS DISTINCT FROM (OLD.taken_at, OLD.taker, OLD.seal_read, OLD.intact))
    THEN
        RAISE EXCEPTION 'hand-overs are append-only: % on % refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_bag_hand_over_append_only BEFORE UPDATE OR DELETE ON delivery_bag_hand_over
    FOR EACH ROW EXECUTE FUNCTION delivery_keep_bag_hand_over();
"""
BACKWARD = """
DROP TRIGGER delivery_bag_hand_over_append_only ON delivery_bag_hand_over;
DROP FUNCTION delivery_keep_bag_hand_over();
DROP TRIGGER delivery_hand_over_append_only ON delivery_hand_over;
DROP FUNCTION delivery_keep_hand_over();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0004_both_ways'),
    ]

    operations = [
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.TextField()),
                ('owner_unit', models.TextField()),
                ('owner_role', models.TextField()),
                ('first_unit', models.TextField()),
                ('level', models.SmallIntegerField(default=0)),
                ('facts', models.JSONField(default=dict)),
                ('raised_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.JSONField(null=True)),
                ('words', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'delivery_alarm',
            },
        ),
        migrations.CreateModel(
            name='BagHandOver',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('giver', models.JSONField(default=dict)),
                ('given_at', models.DateTimeField(null=True)),
                ('taker', models.JSONField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('place', models.TextField(blank=True, default='')),
                ('seal_read', models.TextField(blank=True, default='')),
                ('intact', models.BooleanField(null=True)),
                ('device_key', models.TextField(null=True, unique=True)),
                ('gap_found_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'delivery_bag_hand_over',
            },
        ),
        migrations.CreateModel(
            name='PaperInside',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.SmallIntegerField()),
                ('label', models.TextField()),
                ('name', models.TextField()),
                ('put_in_at', models.DateTimeField(null=True)),
                ('put_in_by', models.JSONField(null=True)),
                ('found_at', models.DateTimeField(null=True)),
                ('found_by', models.JSONField(null=True)),
                ('missing_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'delivery_paper_inside',
            },
        ),
        migrations.RemoveConstraint(
            model_name='handover',
            name='one_open_hand_over',
        ),
        migrations.AddField(
            model_name='bag',
            name='counted_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='bag',
            name='found',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='bag',
            name='listed',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='bag',
            name='run_order',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='handover',
            name='bag',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='envelope_hand_overs', to='delivery.bag'),
        ),
        migrations.AddField(
            model_name='handover',
            name='broken_off_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='parcel',
            name='deliver_warn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='parcel',
            name='pickup_warn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='handover',
            name='proof',
            field=models.CharField(choices=[('SCAN', 'Quét mã'), ('CODE', 'Mã nhận 4 số'), ('SIGNATURE', 'Chữ ký'), ('PHOTO', 'Ảnh'), ('FOUND', 'Tìm thấy, không có bên giao')], default='SCAN', max_length=12),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(fields=['holder_kind', 'holder_id', 'state'], name='parcels_of_holder'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(fields=['destination_unit', 'state'], name='parcels_for_unit'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('delivered_at', None), ('ended_at', None)), fields=['pickup_warn_at'], name='parcels_due_for_pickup'),
        ),
        migrations.AddIndex(
            model_name='parcel',
            index=models.Index(condition=models.Q(('delivered_at', None), ('ended_at', None)), fields=['deliver_warn_at'], name='parcels_due_for_delivery'),
        ),
        migrations.AddConstraint(
            model_name='handover',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('given_at', None), ('taken_at', None), _connector='OR'), ('broken_off_at', None), models.Q(('proof', 'FOUND'), _negated=True)), fields=('parcel',), name='one_open_hand_over'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='bag',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='delivery.bag'),
        ),
        migrations.AddField(
            model_name='alarm',
            name='parcel',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='delivery.parcel'),
        ),
        migrations.AddField(
            model_name='baghandover',
            name='bag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='delivery.bag'),
        ),
        migrations.AddField(
            model_name='paperinside',
            name='parcel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='delivery.parcel'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['owner_unit', 'due_at'], name='alarms_open_at_unit'),
        ),
        migrations.AddIndex(
            model_name='alarm',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['due_at'], name='alarms_open_by_due'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bag__isnull', False), ('parcel', None)), models.Q(('bag', None), ('parcel__isnull', False)), _connector='OR'), name='alarm_is_about_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('words', ''), _negated=True), _connector='OR'), name='alarm_closed_with_words'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None), ('parcel__isnull', False)), fields=('kind', 'parcel'), name='one_open_alarm_of_parcel'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.UniqueConstraint(condition=models.Q(('bag__isnull', False), ('closed_at', None)), fields=('kind', 'bag'), name='one_open_alarm_of_bag'),
        ),
        migrations.AddConstraint(
            model_name='baghandover',
            constraint=models.CheckConstraint(condition=models.Q(('given_at__isnull', False), ('taken_at__isnull', False), _connector='OR'), name='bag_hand_over_has_a_side'),
        ),
        migrations.AddConstraint(
            model_name='baghandover',
            constraint=models.UniqueConstraint(condition=models.Q(('given_at', None), ('taken_at', None), _connector='OR'), fields=('bag',), name='one_open_bag_hand_over'),
        ),
        migrations.AddIndex(
            model_name='paperinside',
            index=models.Index(fields=['label'], name='papers_by_label'),
        ),
        migrations.AddConstraint(
            model_name='paperinside',
            constraint=models.UniqueConstraint(fields=('parcel', 'label'), name='paper_once_in_envelope'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
