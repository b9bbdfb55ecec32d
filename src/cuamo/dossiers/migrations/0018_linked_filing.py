import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0009_linked_sets'),
        ('dossiers', '0017_digital_copies'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkedFiling',
            fields=[
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='linked_filing', serialize=False, to='dossiers.dossier')),
                ('filed_at', models.DateTimeField()),
                ('linked_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='catalogue.linkedset')),
            ],
            options={
                'db_table': 'dossiers_linked_filing',
            },
        ),
        migrations.CreateModel(
            name='LinkedPart',
            fields=[
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='linked_part', serialize=False, to='dossiers.dossier')),
                ('key', models.TextField()),
                ('position', models.SmallIntegerField()),
                ('started_at', models.DateTimeField(null=True)),
                ('with_result', models.BooleanField(default=False)),
                ('blocked_at', models.DateTimeField(null=True)),
                ('filing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='dossiers.linkedfiling')),
                ('starts_after', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='dossiers.linkedpart')),
            ],
            options={
                'db_table': 'dossiers_linked_part',
            },
        ),
        migrations.AddConstraint(
            model_name='linkedpart',
            constraint=models.UniqueConstraint(fields=('filing', 'key'), name='one_part_per_key'),
        ),
    ]
