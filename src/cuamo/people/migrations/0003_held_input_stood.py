from django.db import migrations

import cuamo.kernel.fields


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_held_input'),
    ]

    operations = [
        migrations.AddField(
            model_name='heldinput',
            name='stood',
            field=cuamo.kernel.fields.EncryptedJSONField(default=dict),
        ),
    ]
