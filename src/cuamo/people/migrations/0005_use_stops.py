import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_papers_instead_of_a_card"),
    ]

    operations = [
        migrations.CreateModel(
            name="UseStop",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("use", models.CharField(max_length=10)),
                ("request_id", models.UUIDField(null=True)),
                ("since", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.person"),
                ),
            ],
            options={
                "db_table": "people_use_stop",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("person", "use"),
                        name="one_stop_per_use",
                    )
                ],
            },
        ),
    ]
