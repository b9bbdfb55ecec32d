from django.db import migrations, models
from django.db.models import F, Q

BEFORE = """
UPDATE payments_cash_bag SET agreed_by_id = 'system' WHERE state = 'DONE' AND (agreed_by_id = '' OR proposed_by_id = '');
"""
"""Bags that ended before who agreed was kept: the statement had named them."""


class Migration(migrations.Migration):
    dependencies = [("payments", "0015_tills_before_bags")]
    operations = [
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="cashbag", name="payments_bag_two_accountants"),
        migrations.AddConstraint(
            model_name="cashbag",
            constraint=models.CheckConstraint(
                condition=Q(agreed_by_id__in=["", "system"])
                | ~Q(proposed_by_id="") & ~Q(agreed_by_id=F("proposed_by_id")),
                name="payments_bag_two_accountants",
            ),
        ),
        migrations.AddConstraint(
            model_name="cashbag",
            constraint=models.CheckConstraint(
                condition=~Q(state="DONE") & ~Q(state="LOST")
                | Q(state="DONE") & ~Q(agreed_by_id="")
                | Q(state="LOST") & ~Q(agreed_by_id__in=["", "system"]),
                name="payments_bag_ended_by_whom",
            ),
        ),
    ]
