"""GOV.UK Notify by its published scheme, against a server of its own."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from townclerk.platform.mail import operations, sending

pytestmark = pytest.mark.django_db
SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"


class Notify(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = json.loads(self.rfile.read(length))
        self.server.asked.append((self.path, self.headers["Authorization"], asked))
        status, answer = self.server.answers.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def notify(settings):
    server = HTTPServer(("127.0.0.1", 0), Notify)
    server.asked, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.EMAIL_BACKEND = "townclerk.platform.mail.notify.EmailBackend"
    settings.NOTIFY_URL = f"http://127.0.0.1:{server.server_port}"
    settings.NOTIFY_KEY = f"our-key-{SERVICE}-{SECRET}"
    settings.NOTIFY_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sent(ask, moment):
    def send():
        letter = operations.queue(
            ask, to="resident@example.org", subject="Please", text="Answer.", moment=moment
        )
        sending.send_due(moment)
        letter.refresh_from_db()
        return letter

    return send


def test_it_asks_with_a_token_signed_by_the_key(notify, sent):
    notify.answers.append((201, {"id": "1"}))
    letter = sent()
    ((path, authorisation, asked),) = notify.asked
    assert (letter.state, path) == ("sent", "/v2/notifications/email")
    assert asked == {
        "email_address": "resident@example.org",
        "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "personalisation": {"subject": "Please", "body": "Answer."},
        "reference": str(letter.pk),
    }
    token = jwt.decode(
        authorisation.removeprefix("Bearer "), OctKey.import_key(SECRET), algorithms=["HS256"]
    )
    assert token.header == {"alg": "HS256", "typ": "JWT"}
    assert token.claims["iss"] == SERVICE
    assert set(token.claims) == {"iss", "iat"}


@pytest.mark.parametrize(
    ("status", "state"), [(400, "given-up"), (403, "given-up"), (429, "waiting"), (503, "waiting")]
)
def test_it_gives_up_what_is_refused_and_tries_again_what_is_not(notify, sent, status, state):
    notify.answers.append((status, {"errors": [{"error": "E", "message": "Not so"}]}))
    letter = sent()
    assert letter.state == state
    assert f"GOV.UK Notify answered {status}. Not so" in letter.error


def test_it_says_when_the_key_is_none(notify, sent, settings):
    settings.NOTIFY_KEY = "nonsense"
    assert "TOWNCLERK_NOTIFY_KEY is no key" in sent().error
    assert notify.asked == []


def test_it_waits_when_nobody_answers(notify, sent, settings):
    settings.NOTIFY_URL = "http://127.0.0.1:9"
    letter = sent()
    assert (letter.state, "cannot be reached" in letter.error) == ("waiting", True)
