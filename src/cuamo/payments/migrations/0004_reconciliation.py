import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.fields
import cuamo.kernel.ids


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_entry_kinds")]

    operations = [
        migrations.CreateModel(
            name='BookedPayout',
            fields=[
                ('number', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('gross_vnd', models.BigIntegerField()),
                ('bank_vnd', models.BigIntegerField()),
                ('booked_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='DeclaredPayout',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('line', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=20)),
                ('gross_vnd', models.BigIntegerField()),
                ('fee_vnd', models.BigIntegerField()),
                ('net_vnd', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='MoneyFile',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('GATEWAY', 'Cổng thanh toán'), ('BANK', 'Ngân hàng')], max_length=8)),
                ('day', models.DateField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('by_hand', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('CURRENT', 'Đang dùng'), ('SUPERSEDED', 'Đã có tệp thay'), ('REFUSED', 'Không đọc được')], max_length=10)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('sum_vnd', models.BigIntegerField(default=0)),
                ('opening_vnd', models.BigIntegerField(default=0)),
                ('balance_vnd', models.BigIntegerField(default=0)),
                ('faults', models.JSONField(default=list)),
                ('changes', models.JSONField(default=dict)),
                ('read_by', models.JSONField()),
                ('read_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ReconciledDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('WAITING', 'Chờ tệp'), ('DIFFERENCES', 'Còn lệch'), ('BALANCED', 'Khớp')], default='WAITING', max_length=12)),
                ('gateway_ticked', models.PositiveIntegerField(default=0)),
                ('bank_ticked', models.PositiveIntegerField(default=0)),
                ('figures', models.JSONField(default=dict)),
                ('run_at', models.DateTimeField(blank=True, null=True)),
                ('runs', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='ReconciliationItem',
            fields=[
                ('id', models.UUIDField(default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('MISSING_CALLBACK', 'Cổng có, sổ chưa có'), ('MISSING_ROW', 'Sổ có, tệp của cổng không có'), ('WRONG_AMOUNT', 'Số tiền khác nhau'), ('REVERSED', 'Cổng hủy ngược giao dịch'), ('DOUBLED_ROW', 'Một giao dịch ghi hai dòng'), ('REFUND_NOT_SEEN', 'Đã gửi hoàn, tệp chưa có'), ('UNKNOWN_REFUND', 'Tệp có khoản hoàn không rõ'), ('PAYOUT_MISSING', 'Cổng báo đã chuyển, ngân hàng chưa có'), ('PAYOUT_DIFFERS', 'Đợt chuyển về khác số đã báo'), ('PAYOUT_SPLIT', 'Một đợt về thành nhiều khoản'), ('PAYOUT_UNNAMED', 'Đợt chuyển về không ghi mã'), ('PAYOUT_UNDECLARED', 'Đợt về mà cổng không báo'), ('DIRECT_TRANSFER', 'Chuyển thẳng, có mã khoản phải trả'), ('UNKNOWN_TRANSFER', 'Tiền về không rõ của ai'), ('UNKNOWN_DEBIT', 'Tiền ra không rõ vì sao'), ('BANK_CHARGE', 'Phí ngân hàng'), ('DEPOSIT_UNKNOWN', 'Nộp tiền mặt không rõ túi'), ('DEPOSIT_DIFFERS', 'Nộp tiền mặt khác số trong túi'), ('DEPOSIT_MISSING', 'Túi đã nộp, ngân hàng chưa có'), ('FILE_REFUSED', 'Tệp không đọc được'), ('GATEWAY_PARITY', 'Số dư ở cổng không khớp'), ('BANK_PARITY', 'Số dư ngân hàng không khớp'), ('CALLBACK_UNBOOKED', 'Tin báo chưa vào sổ'), ('ENTRY_UNTOLD', 'Bút toán không có tin báo'), ('DOSSIER_UNPAID', 'Hồ sơ ghi đã trả, khoản phải trả chưa đủ')], max_length=20)),
                ('subject', models.CharField(max_length=120)),
                ('ours_vnd', models.BigIntegerField(default=0)),
                ('gateway_vnd', models.BigIntegerField(blank=True, null=True)),
                ('bank_vnd', models.BigIntegerField(blank=True, null=True)),
                ('gateway_delta_vnd', models.BigIntegerField(default=0)),
                ('bank_delta_vnd', models.BigIntegerField(default=0)),
                ('evidence', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('OPEN', 'Chưa rõ'), ('EXPLAINED', 'Đã rõ, chờ xong'), ('SETTLED', 'Đã xong')], default='OPEN', max_length=9)),
                ('owner_id', models.CharField(blank=True, default='', max_length=40)),
                ('owner_name', models.CharField(blank=True, default='', max_length=200)),
                ('words', models.TextField(blank=True, default='')),
                ('proposed_by', models.CharField(blank=True, default='', max_length=40)),
                ('proposed_name', models.CharField(blank=True, default='', max_length=200)),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_by', models.JSONField(default=dict)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, default='', max_length=300)),
                ('booked_gateway_vnd', models.BigIntegerField(default=0)),
                ('booked_bank_vnd', models.BigIntegerField(default=0)),
                ('rounds', models.PositiveSmallIntegerField(default=0)),
                ('raised_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SettlementRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('line', models.PositiveIntegerField()),
                ('transaction_id', models.CharField(max_length=80)),
                ('reference', models.CharField(max_length=140)),
                ('amount_vnd', models.BigIntegerField()),
                ('fee_vnd', models.BigIntegerField()),
                ('occurred_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('PAID', 'Đã trả'), ('REVERSED', 'Bị hủy ngược'), ('REFUNDED', 'Đã hoàn cho người trả')], max_length=8)),
                ('batch', models.CharField(blank=True, default='', max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='StatementLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('line', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=40)),
                ('booked_at', models.DateTimeField()),
                ('amount_vnd', models.BigIntegerField()),
                ('code', models.CharField(choices=[('TRF', 'Chuyển khoản'), ('CSH', 'Nộp tiền mặt'), ('CHG', 'Phí ngân hàng')], max_length=3)),
                ('party', cuamo.kernel.fields.EncryptedTextField()),
                ('words', cuamo.kernel.fields.EncryptedTextField()),
                ('batch', models.CharField(blank=True, default='', max_length=20)),
            ],
        ),
        migrations.AddIndex(
            model_name='callbackreceipt',
            index=models.Index(fields=['occurred_at'], name='payments_callback_occurred'),
        ),
        migrations.AddIndex(
            model_name='moneyfile',
            index=models.Index(fields=['day', 'side', 'read_at'], name='payments_file_of_day'),
        ),
        migrations.AddConstraint(
            model_name='moneyfile',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'CURRENT')), fields=('side', 'day'), name='payments_one_current_file'),
        ),
        migrations.AddConstraint(
            model_name='moneyfile',
            constraint=models.UniqueConstraint(fields=('side', 'day', 'sha256'), name='payments_file_once'),
        ),
        migrations.AddField(
            model_name='declaredpayout',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='payments.moneyfile'),
        ),
        migrations.AddIndex(
            model_name='reconciledday',
            index=models.Index(fields=['-day'], name='payments_reconciled_days'),
        ),
        migrations.AddIndex(
            model_name='reconciliationitem',
            index=models.Index(fields=['day', 'state'], name='payments_item_of_day'),
        ),
        migrations.AddIndex(
            model_name='reconciliationitem',
            index=models.Index(fields=['subject'], name='payments_item_subject'),
        ),
        migrations.AddIndex(
            model_name='reconciliationitem',
            index=models.Index(condition=models.Q(('state', 'SETTLED'), _negated=True), fields=['raised_at', 'id'], name='payments_items_waiting'),
        ),
        migrations.AddIndex(
            model_name='reconciliationitem',
            index=models.Index(condition=models.Q(models.Q(('booked_gateway_vnd', 0), _negated=True), models.Q(('booked_bank_vnd', 0), _negated=True), _connector='OR'), fields=['subject'], name='payments_items_booked'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationitem',
            constraint=models.UniqueConstraint(fields=('kind', 'subject'), name='payments_one_item'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'SETTLED'), _negated=True), ('settled_at__isnull', False), _connector='OR'), name='payments_item_settled'),
        ),
        migrations.AddField(
            model_name='settlementrow',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlement_rows', to='payments.moneyfile'),
        ),
        migrations.AddField(
            model_name='statementline',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statement_lines', to='payments.moneyfile'),
        ),
        migrations.AddIndex(
            model_name='declaredpayout',
            index=models.Index(fields=['number'], name='payments_payout_number'),
        ),
        migrations.AddIndex(
            model_name='settlementrow',
            index=models.Index(fields=['file', 'line'], name='payments_row_of_file'),
        ),
        migrations.AddIndex(
            model_name='settlementrow',
            index=models.Index(fields=['transaction_id'], name='payments_row_transaction'),
        ),
        migrations.AddIndex(
            model_name='statementline',
            index=models.Index(fields=['file', 'line'], name='payments_line_of_file'),
        ),
        migrations.AddIndex(
            model_name='statementline',
            index=models.Index(fields=['number'], name='payments_line_number'),
        ),
        migrations.AddIndex(
            model_name='statementline',
            index=models.Index(condition=models.Q(('batch', ''), _negated=True), fields=['batch'], name='payments_line_batch'),
        ),
    ]
