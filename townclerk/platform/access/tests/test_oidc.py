"""A small provider that can be told to tamper with each thing; every tampering is refused."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.http import HttpResponse
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from townclerk.platform.access.models import IdentityProvider, LinkedIdentity, User
from townclerk.platform.access.testing import a_user
from townclerk.platform.access.web import views
from townclerk.platform.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
ISSUER = "https://id.example.org"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OWN = RSAKey.generate_key(2048)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Provider:
    """Answers discovery, keys and token requests in this process."""

    def __init__(self):
        self.claims, self.sign, self.key, self.published = {}, "RS256", KEY, KEY
        self.issuer, self.codes, self.authorization, self.client = ISSUER, {}, {}, "secret"

    def authorise(self, address: str) -> dict[str, str]:
        self.authorization = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        self.codes["the-code"] = self.authorization.get("code_challenge")
        return {"code": "the-code", "state": self.authorization["state"]}

    def send(self, request, **_):
        response = requests.Response()
        response.request, response.url, response.status_code = request, request.url, 200
        response.headers["Content-Type"] = "application/json"
        body = self.answer(urlsplit(request.url).path, request)
        if "error" in body:
            response.status_code = 400
        response._content = json.dumps(body).encode()
        return response

    def answer(self, path, request):
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{ISSUER}/authorise",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }
        if path == "/keys":
            return {"keys": [self.published.as_dict(private=False)]}
        return self.token(request)

    def token(self, request):
        form = {k: v[0] for k, v in parse_qs(request.body).items()}
        challenge = self.codes.pop(form["code"], None)
        if challenge != b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest()):
            return {"error": "invalid_grant"}
        if self.client == "secret":
            expected = "Basic " + base64.b64encode(b"townclerk:hush").decode()
            if request.headers.get("Authorization") != expected:
                return {"error": "invalid_client"}
        else:
            claims = jwt.decode(form["client_assertion"], OWN, algorithms=["RS256"]).claims
            if claims["sub"] != "townclerk" or claims["aud"] != f"{ISSUER}/token":
                return {"error": "invalid_client"}
        return {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token()}

    def id_token(self):
        now = int(time.time())
        half = hashlib.sha256(b"at").digest()[:16]
        claims = {
            "iss": ISSUER, "sub": "s-1", "aud": "townclerk", "iat": now, "exp": now + 300,
            "nonce": self.authorization.get("nonce"), "at_hash": b64(half),
            "email": "chief@example.org",
        }  # fmt: skip
        claims |= self.claims
        claims = {k: v for k, v in claims.items() if v is not None}
        if self.sign == "none":
            header = b64(json.dumps({"alg": "none"}).encode())
            return f"{header}.{b64(json.dumps(claims).encode())}."
        if self.sign == "HS256":
            public = OctKey.import_key(KEY.as_pem(private=False))
            header, body = (b64(json.dumps(x).encode()) for x in ({"alg": "HS256"}, claims))
            made = hmac.new(public.raw_value, f"{header}.{body}".encode(), "sha256").digest()
            return f"{header}.{body}.{b64(made)}"
        return jwt.encode({"alg": self.sign, "kid": self.key.kid}, claims, self.key)


@pytest.fixture
def provider(monkeypatch, settings, tmp_path):
    made = Provider()
    monkeypatch.setattr(
        requests.adapters.HTTPAdapter,
        "send",
        made.send,
    )
    monkeypatch.setattr(
        views,
        "render",
        lambda request, name, context, status: HttpResponse(context["reason"], status=status),
    )
    settings.HOME = type("Home", (), {"keys": tmp_path})()
    (tmp_path / "oidc-council.secret").write_text("hush")
    (tmp_path / "oidc-council.pem").write_bytes(OWN.as_pem(private=True))
    made.record = IdentityProvider.objects.create(
        slug="council", name="Council sign-in", issuer=ISSUER, client_id="townclerk", active=True
    )
    return made


def sign_in(client, provider, **changed):
    start = client.get("/sign-in/with/council/", {"next": "/account/"})
    answer = provider.authorise(start["Location"]) | changed
    return client.get("/sign-in/with/council/return/", answer), answer


def linked():
    user = a_user()
    LinkedIdentity.objects.create(user=user, issuer=ISSUER, subject="s-1")
    return user


def signed_in(client):
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("method", ["client_secret_basic", "private_key_jwt"])
def test_it_signs_in_the_user_linked_by_issuer_and_subject(client, provider, method):
    user = linked()
    IdentityProvider.objects.update(method=method)
    provider.client = "secret" if method == "client_secret_basic" else "key"
    response, _ = sign_in(client, provider)
    assert response["Location"] == "/account/"
    assert signed_in(client) == str(user.pk)
    sent = provider.authorization
    assert sent["code_challenge_method"] == "S256"
    assert sent["nonce"]
    assert sent["state"]


NOW = int(time.time())
TAMPERED = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "other"}},
    "several audiences without azp": {"claims": {"aud": ["townclerk", "other"]}},
    "issued for another party": {"claims": {"azp": "other"}},
    "expired": {"claims": {"exp": NOW - 3600}},
    "never expires": {"claims": {"exp": None}},
    "issued in the future": {"claims": {"iat": NOW + 3600}},
    "issued long ago": {"claims": {"iat": NOW - 7200}},
    "wrong nonce": {"claims": {"nonce": "other"}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": None}},
    "wrong access token": {"claims": {"at_hash": "AAAA"}},
    "unsigned": {"sign": "none"},
    "signed with the public key as a secret": {"sign": "HS256"},
    "signed with another key": {"key": OTHER},
    "discovery names another issuer": {"issuer": "https://evil.example"},
}


@pytest.mark.parametrize("tampering", TAMPERED.values(), ids=TAMPERED.keys())
def test_it_refuses_a_tampered_answer(client, provider, tampering):
    linked()
    if "issuer" in tampering:
        start = client.get("/sign-in/with/council/")
        answer = provider.authorise(start["Location"])
        provider.issuer = tampering["issuer"]
        response = client.get("/sign-in/with/council/return/", answer)
    else:
        for name, value in tampering.items():
            setattr(provider, name, value)
        response, _ = sign_in(client, provider)
    assert response.status_code == 403
    assert signed_in(client) is None
    entry = AuditEntry.objects.get(verb="sign in refused")
    assert entry.reason == response.content.decode()
    for claim in tampering.get("claims", {}):
        several = isinstance(tampering["claims"][claim], list)
        assert f"({'azp' if several else claim})" in entry.reason


@pytest.mark.parametrize("changed", [{"state": "other"}, {"state": ""}, {"iss": "https://evil"}])
def test_it_refuses_an_answer_to_another_question(client, provider, changed):
    linked()
    response, _ = sign_in(client, provider, **changed)
    assert response.status_code == 403
    assert signed_in(client) is None


def test_it_refuses_an_answer_that_nobody_asked_for(client, provider):
    linked()
    response = client.get("/sign-in/with/council/return/", {"code": "x", "state": "y"})
    assert response.status_code == 403


def test_it_refuses_a_replayed_answer(client, provider):
    linked()
    _, answer = sign_in(client, provider)
    client.logout()
    assert client.get("/sign-in/with/council/return/", answer).status_code == 403
    assert signed_in(client) is None


def test_it_is_refused_by_the_provider_with_another_verifier(client, provider):
    linked()
    start = client.get("/sign-in/with/council/")
    answer = provider.authorise(start["Location"])
    provider.codes["the-code"] = "challenge-of-somebody-else"
    assert client.get("/sign-in/with/council/return/", answer).status_code == 403


def test_it_knows_a_new_key_at_once(client, provider):
    linked()
    new = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    provider.key = provider.published = new
    response, _ = sign_in(client, provider)
    assert response.status_code == 302


def test_it_never_links_by_e_mail(client, provider):
    User.objects.create_user("chief", email="chief@example.org")
    response, _ = sign_in(client, provider)
    assert response.status_code == 403
    assert "s-1" in response.content.decode()


def test_it_creates_a_user_without_roles_where_the_provider_may(client, provider):
    IdentityProvider.objects.update(creates_users=True)
    sign_in(client, provider)
    made = User.objects.get(pk=signed_in(client))
    assert made.holdings.count() == 0
    assert not made.has_usable_password()


def test_it_never_leaves_for_another_site(client, provider):
    linked()
    start = client.get("/sign-in/with/council/", {"next": "https://evil.example/"})
    answer = provider.authorise(start["Location"])
    assert client.get("/sign-in/with/council/return/", answer)["Location"] == "/"
