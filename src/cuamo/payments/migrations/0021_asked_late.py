from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0020_closing_faults")]

    operations = [
        migrations.AddField(
            model_name="paymentattempt",
            name="answered_late",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(
                condition=models.Q(("ask_again_at__isnull", False), ("state", "EXPIRED")),
                fields=["ask_again_at"],
                name="payments_attempts_ask_late",
            ),
        ),
    ]
