from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0021_asked_late")]

    operations = [
        migrations.RemoveIndex(model_name="paymentattempt", name="payments_attempts_ask_late"),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(
                condition=models.Q(("ask_again_at__isnull", False), ("state__in", ["EXPIRED", "FAILED"])),
                fields=["ask_again_at"],
                name="payments_attempts_ask_late",
            ),
        ),
    ]
