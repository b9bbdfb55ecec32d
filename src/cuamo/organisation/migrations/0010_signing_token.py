"""A signer's key may lie on a token."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0009_signing_rights")]

    operations = [
        migrations.AddField("signingright", "token_serial", models.TextField(blank=True, default="")),
    ]
