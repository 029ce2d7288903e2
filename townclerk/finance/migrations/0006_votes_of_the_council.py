"""Votes on a budget are kept once, in the register of votes of meetings.

Those kept here before are moved there: their meeting and its minutes are made where the register
does not know them, and members by the names they were recorded under.
"""

from collections import Counter

from django.db import migrations, models
from django.utils import timezone
from django.utils.text import slugify

WHY = "Moved from the recorded votes on the budget"


def move_votes(apps, schema_editor):
    for old in apps.get_model("finance", "RecordedVote").objects.order_by("held_on", "pk"):
        about = old.amendment or old.round
        label = f"{old.round.year}/{(old.round.year + 1) % 100:02d}"
        number = keep(
            apps,
            title=f"Budget {label}",
            motion=old.amendment.title if old.amendment else f"Budget {label}",
            amendment=old.amendment is not None,
            held_on=old.held_on,
            carried=old.carried,
            minute=old.minute,
            confirmed_on=old.confirmed_on,
            cast=dict(old.cast.order_by("pk").values_list("member", "way")),
        )
        # By a query: on the record itself the name still leads to the vote kept here.
        type(about)._default_manager.filter(pk=about.pk).update(vote=number)


def keep(apps, *, title, motion, amendment, held_on, carried, minute, confirmed_on, cast):
    """One vote with its meeting, item, members and minutes; its number in the register."""
    body = apps.get_model("democracy", "Body").objects.filter(kind="council").first()
    body = body or _made(apps, "Body", code="council", name="Council", kind="council", source=WHY)
    meeting = _meeting(apps, body, held_on)
    items = apps.get_model("democracy", "AgendaItem").objects.filter(meeting=meeting)
    item = items.filter(title=title, source=WHY).first()
    if item is None:
        last = items.order_by("-number").first()
        number = last.number + 1 if last else 1
        item = _made(
            apps, "AgendaItem", meeting=meeting, number=number, title=title, kind="decision",
            outcome="resolved", source=WHY,
        )
    counted = Counter(cast.values())
    vote = _made(
        apps, "Vote", item=item, motion=motion, amendment=amendment, recorded=True,
        votes_for=counted["for"], votes_against=counted["against"],
        abstained=counted["abstained"], carried=carried,
    )
    for label, way in cast.items():
        member = _member(apps, label)
        _made(apps, "VoteCast", vote=vote, member=member, choice=way)
    if confirmed_on is not None:
        _confirm(apps, meeting, item, minute, confirmed_on)
    return vote.pk


def _meeting(apps, body, on):
    found = apps.get_model("democracy", "Meeting").objects.filter(body=body, on=on).first()
    return found or _made(
        apps, "Meeting", reference=f"{body.code}-{on}", body=body, on=on, state="held", source=WHY
    )


def _member(apps, label):
    members = apps.get_model("democracy", "Member").objects
    found = members.filter(label=label).order_by("pk").first()
    if found is not None:
        return found
    code = base = slugify(label)[:50] or "member"
    number = 2
    while members.filter(code=code).exists():
        code, number = f"{base}-{number}", number + 1
    return _made(apps, "Member", code=code, label=label, source=WHY)


def _confirm(apps, meeting, item, minute, confirmed_on):
    later = _meeting(apps, meeting.body, confirmed_on)
    minutes = apps.get_model("democracy", "Minutes").objects.filter(meeting=meeting).first()
    if minutes is None:
        _made(
            apps, "Minutes", meeting=meeting, state="confirmed", drafted_on=meeting.on,
            approved_on=confirmed_on, confirmed_at=later,
        )
    elif minutes.state != "confirmed":
        minutes.state, minutes.confirmed_at = "confirmed", later
        minutes.save()
        _told(apps, minutes, "~")
    lines = apps.get_model("democracy", "MinuteLine").objects
    if minute and not lines.filter(item=item).exists():
        _made(apps, "MinuteLine", item=item, text=f"Recorded as minute {minute}.")


def _made(apps, model, /, **values):
    row = apps.get_model("democracy", model).objects.create(**values)
    _told(apps, row, "+")
    return row


def _told(apps, row, kind):
    """Its row of history: a migration saves past what keeps it."""
    model = row._meta.object_name
    held = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    history = apps.get_model("democracy", f"Historical{model}").objects
    history.create(
        **held, history_date=timezone.now(), history_type=kind, history_change_reason=WHY
    )


class Migration(migrations.Migration):

    dependencies = [
        ('democracy', '0006_barred_from_voting'),
        ('finance', '0005_consultation_reference'),
    ]

    operations = [
        migrations.AddField(
            model_name='budgetamendment',
            name='vote',
            field=models.PositiveBigIntegerField(blank=True, editable=False, help_text="Number of the Council's vote in the register of votes.", null=True, unique=True),
        ),
        migrations.AddField(
            model_name='budgetround',
            name='vote',
            field=models.PositiveBigIntegerField(blank=True, editable=False, help_text="Number of the Council's vote in the register of votes.", null=True, unique=True),
        ),
        migrations.AddField(
            model_name='historicalbudgetamendment',
            name='vote',
            field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, help_text="Number of the Council's vote in the register of votes.", null=True),
        ),
        migrations.AddField(
            model_name='historicalbudgetround',
            name='vote',
            field=models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, help_text="Number of the Council's vote in the register of votes.", null=True),
        ),
        migrations.AlterField(
            model_name='budgetamendment',
            name='minute',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AlterField(
            model_name='historicalbudgetamendment',
            name='minute',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.RunPython(move_votes, migrations.RunPython.noop),
    ]
