"""What `votes_of_the_council` moved is no longer kept here."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('finance', '0006_votes_of_the_council'),
    ]

    operations = [
        migrations.DeleteModel(
            name='HistoricalVoteCast',
        ),
        migrations.DeleteModel(
            name='HistoricalRecordedVote',
        ),
        migrations.DeleteModel(
            name='VoteCast',
        ),
        migrations.DeleteModel(
            name='RecordedVote',
        ),
    ]
