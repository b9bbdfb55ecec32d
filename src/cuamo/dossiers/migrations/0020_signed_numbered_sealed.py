"""A result is signed by a person, numbered, sealed by the agency, issued; and can be taken back."""

from django.db import migrations, models

import cuamo.kernel.fields


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0019_words_of_names")]

    operations = [
        migrations.AddField("result", "layout", cuamo.kernel.fields.EncryptedJSONField(default=dict)),
        migrations.AddField("result", "open_places", models.BooleanField(default=False)),
        migrations.AddField("result", "numbered_by", models.TextField(blank=True, default="")),
        migrations.AddField("result", "sealed_at", models.DateTimeField(null=True)),
        migrations.AddField("result", "revoked_at", models.DateTimeField(null=True)),
        migrations.AddField("result", "revoked", models.JSONField(default=dict)),
        migrations.AddConstraint(
            "result",
            models.CheckConstraint(
                condition=models.Q(issued_at__isnull=True)
                | models.Q(open_places=False)
                | models.Q(sealed_at__isnull=False),
                name="result_issued_with_its_seal",
            ),
        ),
    ]
