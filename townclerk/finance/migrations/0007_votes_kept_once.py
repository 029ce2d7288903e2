"""What `votes_of_the_council` moved is no longer kept here."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('finance', '0006_votes_of_the_council'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='historicalvotecast',
            name='history_user',
        ),
        migrations.RemoveField(
            model_name='historicalvotecast',
            name='vote',
        ),
        migrations.RemoveField(
            model_name='recordedvote',
            name='amendment',
        ),
        migrations.RemoveField(
            model_name='recordedvote',
            name='round',
        ),
        migrations.RemoveField(
            model_name='votecast',
            name='vote',
        ),
        migrations.DeleteModel(
            name='HistoricalRecordedVote',
        ),
        migrations.DeleteModel(
            name='HistoricalVoteCast',
        ),
        migrations.DeleteModel(
            name='RecordedVote',
        ),
        migrations.DeleteModel(
            name='VoteCast',
        ),
    ]
