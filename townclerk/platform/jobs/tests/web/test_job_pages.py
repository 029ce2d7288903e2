import pytest

from townclerk.platform import clock
from townclerk.platform.access.testing import a_user
from townclerk.platform.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    user = a_user("finance-partner")
    client.force_login(user)
    return user


def a_job(user, **values):
    return Job.objects.create(
        **{"kind": "import", "key": "k", "user": user, "asked_at": clock.now()} | values
    )


def test_it_says_what_will_appear_when_there_are_no_jobs(client, owner):
    assert "You have asked for nothing that takes long" in client.get("/jobs/").content.decode()


def test_it_shows_progress_and_asks_again_until_it_is_finished(client, owner):
    job = a_job(owner, state="running", done=3, of=9, doing="row 3", started_at=clock.now())
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "3 of 9 done" in page
    assert "Now: row 3" in page
    part = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part


def test_it_lists_what_was_done_left_and_refused(client, owner):
    result = {"done": 7, "left": 2, "refused": ["Row <4> has no date."], "url": "/r/grants/"}
    job = a_job(owner, state="done", result=result)
    page = client.get(f"/jobs/{job.pk}/").content.decode()
    assert "7 done, 2 left as they were, 1 refused." in page
    assert "Row &lt;4&gt; has no date." in page
    assert 'href="/r/grants/"' in page
    assert "every 2s" not in page


def test_it_hides_the_jobs_of_others(client, owner):
    job = a_job(a_user("finance-partner"))
    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/again/").status_code == 404


def test_it_asks_the_visitor_to_sign_in(client):
    assert client.get("/jobs/").status_code in (302, 401, 403)


def test_it_names_the_fault_and_offers_to_start_again(client, owner):
    job = a_job(owner, state="failed", error="It stopped.")
    assert "Start again" in client.get(f"/jobs/{job.pk}/").content.decode()
