"""A mail with a link for each thing it asks, which waits a little so that more can join it."""

from datetime import timedelta

import pytest
from django.core import mail

from townclerk.kernel.errors import Problems
from townclerk.platform.access.testing import a_user
from townclerk.platform.mail import operations, sending, writing
from townclerk.platform.mail.models import Letter

pytestmark = pytest.mark.django_db
WAIT = timedelta(minutes=5)
FIRST, SECOND = ("The first, by Friday", "/a/1/"), ("The second", "/a/2/")


@pytest.fixture
def queued(secret, moment):
    def queue(to="officer@example.org", links=(FIRST, SECOND), **more):
        values = {"subject": "Two things", "text": "Each link opens one.", "links": links}
        return operations.queue(secret, to=to, moment=moment, **values | more)

    return queue


def test_each_link_stands_under_its_words_and_is_wiped_once_sent(queued, moment, settings):
    settings.SITE_URL = "https://townclerk.example"
    letter = queued()
    assert "/a/1/" not in writing.body(letter, hide=True)
    sending.send_due(moment)
    (sent,) = mail.outbox
    assert sent.body == (
        "Each link opens one.\n\n"
        "The first, by Friday:\nhttps://townclerk.example/a/1/\n\n"
        "The second:\nhttps://townclerk.example/a/2/"
    )
    letter.refresh_from_db()
    assert letter.links == [["The first, by Friday", ""], ["The second", ""]]
    assert "townclerk.example" not in writing.body(letter)


def test_every_link_leads_to_this_installation(queued):
    with pytest.raises(Problems):
        queued(links=(FIRST, ("Elsewhere", "https://elsewhere.example/")))


def test_it_waits_and_more_joins_it_until_it_is_sent(queued, secret, moment):
    user = a_user("member")
    letter = queued(user, links=(FIRST,), tells=["first"], wait=WAIT)
    assert letter.not_before == moment + WAIT
    assert sending.send_due(moment) == []
    values = {"subject": "Two", "text": "Now two.", "links": (FIRST, SECOND), "tells": ["a", "b"]}
    assert operations.waiting(secret, to=user) == letter
    assert operations.rewrite(letter, **values)
    (gone,) = sending.send_due(moment + WAIT)
    assert (gone.subject, len(mail.outbox)) == ("Two", 1)
    assert operations.waiting(secret, to=user) is None
    assert not operations.rewrite(letter, **values)
    assert Letter.objects.count() == 1
