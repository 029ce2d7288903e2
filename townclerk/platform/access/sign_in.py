"""Signing in: no open registration, limited sessions, a second factor where it matters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.models import SignIn, User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor
from townclerk.platform.mail.kinds import mail_kind
from townclerk.platform.mail.operations import queue
from townclerk.platform.organisation import queries as organisation

IDLE = timedelta(hours=1)
ABSOLUTE = timedelta(hours=12)
ACCOUNT_MAIL = mail_kind("account", "Your account and password", secret=True, capped=False)
TOUCHED_EVERY = timedelta(minutes=1)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by administrators, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        request.session["enrol"] = must_enrol(user)
        return super().post_login(request, user, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queued like every mail. Its link leads to the address of the installation, whatever host
        the request named, and the answer takes as long for an address nobody has."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        user = context.get("user")
        queue(
            ACCOUNT_MAIL,
            to=user if isinstance(user, User) else email,
            subject=message.subject,
            text=message.body,
            link=urlsplit(context.get("password_reset_url", "")).path,
            moment=clock.now(),
        )


def must_enrol(user: User) -> bool:
    """Whether a second factor is still missing for somebody who approves, publishes or administers.

    A demonstration council has none of its own people, so it does not ask.
    """
    council = organisation.council()
    if council is not None and council.demonstration:
        return False
    if not needs_second_factor(Reader.of(user, clock.today())):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def needs_second_factor(reader: Reader) -> bool:
    grants = [granted for held in reader.roles for granted in held.grants]
    return any(
        granted.verb in (Verb.APPROVE, Verb.PUBLISH)
        or (granted.verb is Verb.CONTRIBUTE and granted.area is Area.ADMINISTRATION)
        for granted in grants
    )


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    now = clock.now()
    if not request.session.session_key:
        request.session.save()
    request.session["started"] = request.session["seen"] = now.timestamp()
    with transaction.atomic():
        SignIn.objects.create(
            user=user,
            session_key=request.session.session_key or "",
            started=now,
            seen=now,
            address=request.META.get("REMOTE_ADDR") or None,
            device=request.META.get("HTTP_USER_AGENT", "")[:200],
        )
        log.record(actor=Actor(user=user), verb="sign in", target=user, moment=now)


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is None:
        return
    now = clock.now()
    key = request.session.session_key
    SignIn.objects.filter(session_key=key, ended=None).update(ended=now)
    with transaction.atomic():
        log.record(actor=Actor(user=user), verb="sign out", target=user, moment=now)


def _failed(credentials: dict[str, Any], **_: Any) -> None:
    """A failed attempt is logged against the account it names, when there is one."""
    user = User.objects.filter(username=credentials.get("username", "")).first()
    if user is not None:
        with transaction.atomic():
            log.record(
                actor=Actor(user=None), verb="sign in refused", target=user, moment=clock.now()
            )


def _new_password(request: HttpRequest, user: User, **_: Any) -> None:
    """A new password is logged; with it every other session of the account ends by itself."""
    with transaction.atomic():
        log.record(actor=Actor(user=user), verb="change password", target=user, moment=clock.now())


def connect() -> None:
    for changed in (password_changed, password_reset, password_set):
        changed.connect(_new_password, dispatch_uid=f"access.new_password.{id(changed)}")
    user_logged_in.connect(_signed_in, dispatch_uid="access.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="access.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="access.failed")


def end_session(*, user: User, sign_in: int) -> bool:
    """End one of the user's own sessions; nobody else's."""
    found = SignIn.objects.filter(pk=sign_in, user=user, ended=None).first()
    if found is None:
        return False
    now = clock.now()
    with transaction.atomic():
        Session.objects.filter(session_key=found.session_key).delete()
        found.ended = now
        found.save(update_fields=["ended"])
        log.record(actor=Actor(user=user), verb="end session", target=user, moment=now)
    return True


class SessionLimits:
    """Ends sessions idle for an hour or twelve hours old, and sends new approvers to enrol."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if self._over(request):
                logout(request)
            elif request.session.get("enrol") and not self._enrolling(request.path):
                if must_enrol(request.user):
                    return HttpResponseRedirect(reverse("mfa_activate_totp"))
                del request.session["enrol"]
        return self.get_response(request)

    @staticmethod
    def _over(request: HttpRequest) -> bool:
        now = clock.now().timestamp()
        started = request.session.get("started", now)
        seen = request.session.get("seen", now)
        if now - started > ABSOLUTE.total_seconds() or now - seen > IDLE.total_seconds():
            return True
        if now - seen > TOUCHED_EVERY.total_seconds():
            request.session["seen"] = now
        return False

    @staticmethod
    def _enrolling(path: str) -> bool:
        return path.startswith(("/account/", "/sign-out/", "/sign-in/", "/static/"))
