from django.db import migrations, models

SETTLED = """
UPDATE settlement_item i SET settled = true WHERE EXISTS (
    SELECT FROM settlement_line n JOIN settlement_statement s ON s.id = n.statement_id
    WHERE n.item_id = i.id AND n.carried_at IS NULL AND n.kind IN ('SERVICE', 'LIABILITY')
        AND s.state IN ('APPROVED', 'PAID'))
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0003_one_accepted_objection")]
    operations = [
        migrations.AddField(
            model_name="item",
            name="settled",
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(SETTLED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("settled", False)), fields=["acted_on", "id"], name="items_not_settled"
            ),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(
                condition=models.Q(("carried_at", None), ("kind", "SERVICE"), ("payer", "CITY")),
                fields=["acted_on"],
                name="lines_of_budget",
            ),
        ),
    ]
