
import cuamo.kernel.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0010_signing_token'),
        ('payments', '0004_reconciliation'),
    ]

    operations = [
        migrations.CreateModel(
            name='BudgetSupport',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField(unique=True)),
                ('subject_code', models.CharField(max_length=40)),
                ('lines', models.JSONField()),
                ('budget_vnd', models.BigIntegerField()),
                ('booked_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('drop_reason', models.CharField(blank=True, default='', max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=30, unique=True)),
                ('cause', models.CharField(choices=[('SURPLUS', 'Trả thừa'), ('TWICE', 'Trả hai lần'), ('CANCELLED', 'Khoản đã hủy'), ('UNCLEAR', 'Chuyển nhầm, không có khoản phải trả'), ('FEE_BACK', 'Hồ sơ không được giải quyết, phí được hoàn')], max_length=20)),
                ('paid_by', models.CharField(max_length=160)),
                ('transaction_id', models.CharField(blank=True, default='', max_length=80)),
                ('shares', models.JSONField(default=list)),
                ('amount_vnd', models.BigIntegerField()),
                ('way', models.CharField(choices=[('GATEWAY', 'Chuyển trả tài khoản đã trả'), ('CASH', 'Trả tiền mặt tại quầy')], max_length=10)),
                ('state', models.CharField(choices=[('ASKED', 'Chờ duyệt'), ('APPROVED', 'Đã duyệt, chờ trả'), ('REFUSED', 'Không duyệt'), ('SENT', 'Đã gửi cổng thanh toán'), ('UNKNOWN', 'Chưa rõ kết quả, đang hỏi lại'), ('PAID', 'Đã hoàn tiền'), ('FAILED', 'Không hoàn được')], default='ASKED', max_length=10)),
                ('reason', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('asked_by_id', models.CharField(max_length=40)),
                ('asked_by_name', models.CharField(max_length=200)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by_id', models.CharField(blank=True, default='', max_length=40)),
                ('decided_by_name', models.CharField(blank=True, default='', max_length=200)),
                ('refusal', models.CharField(blank=True, default='', max_length=500)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('asked_platform', models.PositiveSmallIntegerField(default=0)),
                ('ask_again_at', models.DateTimeField(blank=True, null=True)),
                ('platform_number', models.CharField(blank=True, default='', max_length=80)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, default='', max_length=500)),
                ('paid_by_clerk_id', models.CharField(blank=True, default='', max_length=40)),
                ('paid_by_clerk_name', models.CharField(blank=True, default='', max_length=200)),
                ('receipt_number', models.CharField(blank=True, default='', max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='SuspenseItem',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=160, unique=True)),
                ('kind', models.CharField(choices=[('OVERPAID', 'Trả thừa'), ('ALREADY_PAID', 'Trả lần nữa'), ('AFTER_VOID', 'Về sau khi hủy'), ('UNKNOWN_REFERENCE', 'Không rõ của khoản nào'), ('VOIDED_PART', 'Đã trả một phần rồi hủy'), ('REFUND_BACK', 'Hoàn không thành')], max_length=20)),
                ('amount_vnd', models.BigIntegerField()),
                ('left_vnd', models.BigIntegerField()),
                ('since', models.DateTimeField()),
                ('matched_at', models.DateTimeField(blank=True, null=True)),
                ('matched_by_id', models.CharField(blank=True, default='', max_length=40)),
                ('matched_by_name', models.CharField(blank=True, default='', max_length=200)),
                ('match_reason', models.CharField(blank=True, default='', max_length=500)),
            ],
        ),
        migrations.AddField(
            model_name='callbackreceipt',
            name='conflict_closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='callbackreceipt',
            name='conflict_closed_by',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='callbackreceipt',
            name='conflict_words',
            field=models.CharField(blank=True, default='', max_length=500),
        ),
        migrations.AddField(
            model_name='paymentline',
            name='refund_when',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name='paymentrequest',
            name='state',
            field=models.CharField(choices=[('AWAITING', 'Chờ thanh toán'), ('PARTIAL', 'Đã trả một phần'), ('PAID', 'Đã thanh toán'), ('CASH_PAID', 'Đã trả tiền mặt'), ('OVERPAID', 'Đã trả, thừa tiền'), ('REFUND_DUE', 'Phải hoàn tiền'), ('VOID', 'Đã hủy'), ('REFUNDED', 'Đã hoàn tiền')], default='AWAITING', max_length=12),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['booked_at', 'id'], name='payments_entry_booked'),
        ),
        migrations.AddIndex(
            model_name='budgetsupport',
            index=models.Index(fields=['booked_at', 'id'], name='payments_support_booked'),
        ),
        migrations.AddConstraint(
            model_name='budgetsupport',
            constraint=models.CheckConstraint(condition=models.Q(('budget_vnd__gt', 0)), name='payments_support_positive'),
        ),
        migrations.AddField(
            model_name='refund',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.paymentrequest'),
        ),
        migrations.AddField(
            model_name='refund',
            name='shift',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.shift'),
        ),
        migrations.AddField(
            model_name='suspenseitem',
            name='callback',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suspended', to='payments.callbackreceipt'),
        ),
        migrations.AddField(
            model_name='suspenseitem',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='suspended', to='payments.paymentrequest'),
        ),
        migrations.AddField(
            model_name='refund',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.suspenseitem'),
        ),
        migrations.AddIndex(
            model_name='suspenseitem',
            index=models.Index(condition=models.Q(('left_vnd__gt', 0)), fields=['since', 'id'], name='payments_suspense_waiting'),
        ),
        migrations.AddConstraint(
            model_name='suspenseitem',
            constraint=models.CheckConstraint(condition=models.Q(('amount_vnd__gt', 0), ('left_vnd__gte', 0), ('left_vnd__lte', models.F('amount_vnd'))), name='payments_suspense_within_amount'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['state', 'asked_at'], name='payments_refund_state'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['shift'], name='payments_refund_of_shift'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state__in', ['SENT', 'UNKNOWN'])), fields=['ask_again_at'], name='payments_refunds_to_ask'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount_vnd__gt', 0)), name='payments_refund_positive'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by_id', ''), models.Q(('decided_by_id', models.F('asked_by_id')), _negated=True), _connector='OR'), name='payments_refund_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ASKED'), ('decided_by_id', ''), ('decided_at__isnull', True)), models.Q(('state__in', ['APPROVED', 'REFUSED', 'SENT', 'UNKNOWN', 'PAID', 'FAILED']), models.Q(('decided_by_id', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='payments_refund_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('way', 'CASH'), models.Q(('transaction_id', ''), _negated=True), _connector='OR'), name='payments_refund_has_a_way'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['APPROVED', 'ASKED', 'SENT', 'UNKNOWN'])), fields=('item',), name='payments_one_live_refund'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('item__isnull', True), models.Q(('state', 'REFUSED'), _negated=True)), fields=('request', 'paid_by'), name='payments_fee_back_once'),
        ),
    ]
