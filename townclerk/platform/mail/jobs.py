"""The worker's part: sending at once, again each hour, and the one mail a day."""

from datetime import date, time, timedelta

from townclerk.platform import clock, parameters
from townclerk.platform.jobs import Every, Outcome, Rhythm, job
from townclerk.platform.jobs.running import JobRun
from townclerk.platform.mail import sending
from townclerk.platform.mail.models import Letter
from townclerk.platform.mail.operations import SEND


@job(SEND, title="Send mail", schedule=Rhythm(Every.HOUR, time(0, 5)))
def send_mail(run: JobRun) -> Outcome:
    """What is due; a letter is claimed before it is sent, so two workers send it once."""
    return _told(sending.send_due(clock.now()))


@job("mail-of-the-day", title="Gather the mail of the day", schedule=Rhythm(Every.DAY, time(7, 0)))
def mail_of_the_day(run: JobRun) -> Outcome:
    """What waits is gathered in the transaction that queues it, so a second run finds nothing."""
    made = sending.gather(clock.now())
    _told(sending.send_due(clock.now()))
    return Outcome(done=len(made))


@job("forget-mail", title="Remove old mail", schedule=Rhythm(Every.DAY, time(3, 40)))
def forget_mail(run: JobRun) -> Outcome:
    """A mail that ended is kept for so many days, then removed: its text and its address."""
    last = clock.now() - timedelta(days=_kept_days(clock.today()))
    _, removed = Letter.objects.filter(finished_at__lt=last).delete()
    return Outcome(done=removed.get("mail.Letter", 0))


def _kept_days(on: date) -> int:
    return int(parameters.source().parameter("platform/mail-kept-days").at(on).value)


def _told(letters: list[Letter]) -> Outcome:
    gone = (Letter.State.SENT, Letter.State.SHOWN)
    refused = [
        f"Mail {letter.pk}: {letter.error}"
        for letter in letters
        if letter.state == Letter.State.GIVEN_UP
    ]
    done = sum(letter.state in gone for letter in letters)
    return Outcome(done=done, left=len(letters) - done - len(refused), refused=tuple(refused))
