from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('settlement', '0005_objections_and_long_work'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='objection',
            name='one_accepted_objection',
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ACCEPTED')), fields=('item', 'operator_code'), name='one_accepted_objection_each'),
        ),
    ]
