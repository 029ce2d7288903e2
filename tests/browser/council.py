"""A council to browse: its people with their sessions, and the addresses its pages lead to."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from tests.addresses import Visit, crawl, guessed, table
from tests.browser.makings import Noting
from tests.browser.under_way import leave_under_way
from tests.browser.waiting import leave_waiting
from tests.browser.waiting_consultations import leave_consultations
from tests.browser.waiting_contributions import leave_contributions
from tests.browser.waiting_performance import leave_performance
from tests.browser.waiting_scrutiny import leave_scrutiny
from townclerk.change.models import BusinessCase
from townclerk.demonstration import loading, reporting
from townclerk.finance.models import GrantStream, PlanLine, PlanVersion
from townclerk.platform import clock, records
from townclerk.platform.access.areas import CLEARANCES
from townclerk.platform.access.loading import load_roles
from townclerk.platform.access.matrix import roles
from townclerk.platform.access.models import IdentityProvider, SettingChange, User
from townclerk.platform.access.testing import a_user
from townclerk.platform.audit.log import Actor
from townclerk.platform.files.models import Attachment
from townclerk.platform.files.operations import attach
from townclerk.platform.jobs.models import Job
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.retention.models import Disposal
from townclerk.platform.retention.operations import hold, propose
from townclerk.platform.tables import bring_up_to_date

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BROWSING = ("everything", "enrolled", "anonymous")
PASSWORD = "four plain words here"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SIGNING_IN = [
    "/sign-in/with/council/",
    "/sign-in/with/council/return/",
    "/sign-in/password/x-y/",
]
ALSO = {
    "error 404": "/no-such-page/",
    "error 404 of a register": "/r/no-such-register/",
    "figures:show unanswerable": "/figures/finance.plan.original_gap/?period=2001%2F02",
}
FILES = frozenset({"registers:export", "exchange:blank", "exchange:original"})
"""Each register has them, and no page is drawn of them: one stands for those of all."""
GUESSES = {
    "key": "finance.plan.original_gap",
    "pk": 1,
    "form": "json",
    "number": 1,
    "name": "grants",
    "act": "none",
    "answer": "none",
    "code": "none",
}
"""For addresses no page links to: those that only take what a form sends."""


def prepare(mode: str, *, visited: bool) -> dict[str, Any]:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    bring_up_to_date()
    passwords = _full() if mode == "full" else _empty()
    people, waiting = _people(mode)
    draft = PlanVersion.objects.filter(state="draft").first()
    return {
        "passwords": passwords,
        "sessions": {name: _session(user) for name, user in people.items()},
        "visits": {
            name: _told(name, _visits(people.get(name), waiting)) for name in BROWSING if visited
        },
        "entries": sorted({entry.name for entry in table() if not entry.for_programs}),
        "totp": SECRET,
        "password": PASSWORD,
        "draft_grid": reverse("finance:edit", args=[draft.number]) if draft else "",
        "draft_lines": list(
            PlanLine.objects.filter(plan__state="draft").values_list("pk", flat=True)[:8]
        ),
    }


def _full() -> dict[str, str]:
    moment = clock.now()
    with transaction.atomic():
        passwords = loading.load(moment=moment, today=clock.today())
        reporting.publish_budget_report(home=settings.HOME, moment=moment)
    administrator = User.objects.get(username="administrator")
    SettingChange.objects.create(
        setting="council",
        value={"name": "Sefton"},
        reason="Shorter",
        requested_by=administrator,
        requested_at=clock.now(),
    )
    IdentityProvider.objects.create(
        slug="council",
        name="Council account",
        issuer="http://127.0.0.1:9",
        client_id="townclerk",
        active=True,
    )
    _retained()
    return passwords


def _retained() -> None:
    """Records past their period: one with a file, one proposed for disposal, one held."""
    named = {user.username: Actor.at_terminal(user) for user in User.objects.all()}
    analyst, monitoring = named["analyst"], named["monitoring"]
    long_ago = clock.now() - timedelta(days=12 * 365)
    made = [
        records.create(
            GrantStream(code=f"old-{n}", name=f"Old grant {n}", type="core", department="Places"),
            actor=analyst,
            moment=long_ago,
        )
        for n in range(3)
    ]
    letter = SimpleUploadedFile("letter.txt", b"The grant is awarded.")
    attach(made[0], letter, actor=analyst, moment=clock.now(), note="Award letter")
    propose(made[1], Disposal.Ground.PERIOD, actor=analyst, moment=clock.now())
    hold(
        "finance.grantstream",
        str(made[2].pk),
        reason="A claim is before the court.",
        actor=monitoring,
        moment=clock.now(),
    )


def _files() -> dict[str, str]:
    """Pages about a file, which hang on one record among many."""
    return {
        kind: reverse(kind, args=[file.pk])
        for file in Attachment.objects.all()[:1]
        for kind in ("files:download", "files:take-off")
    }


def _empty() -> dict[str, str]:
    terminal = Actor.at_terminal(None)
    load_roles(actor=terminal, moment=clock.now())
    organisation.set_council(
        {**loading.COUNCIL, "demonstration": True}, actor=terminal, moment=clock.now()
    )
    return {}


def _people(mode: str) -> tuple[dict[str, User], dict[str, str]]:
    """Who browses: one who holds every role, two with a second factor; and what waits for them."""
    every = a_user(*roles(), username="everything", clearances=tuple(CLEARANCES))
    a_user("project-sponsor", username="sponsor", unit="adult-social-care")
    for name in ("enrolled", "enrolled-too"):
        enrolled = a_user(username=name)
        enrolled.set_password(PASSWORD)
        enrolled.save()
        TOTP.activate(enrolled, SECRET)
        RecoveryCodes.activate(enrolled)
    waiting: dict[str, str] = {}
    if mode == "full":
        _jobs(every)
        leave_waiting(every)
        change = reverse("change:change-decide", args=["two-sites"])
        case = BusinessCase.objects.get(project__code="reform-b")
        asked = BusinessCase.objects.get(project__code="reform-h", advice__discipline="finance")
        answer = [asked.project.code, asked.pk, "finance"]
        waiting = (
            leave_under_way(every)
            | leave_consultations(every)
            | leave_performance()
            | leave_contributions()
            | leave_scrutiny(every)
            | {"change:change-decide": change}
            | {"change:case-answer": reverse("change:case-answer", args=answer)}
            | {"change:case-ask": reverse("change:case-ask", args=["reform-b", case.pk])}
            | {"change:option-count": reverse("change:option-count", args=["table-2"])}
        )
    return {user.username: user for user in User.objects.all()}, waiting


def _jobs(user: User) -> None:
    """One that failed and one that runs, held by a worker that is not there."""
    now = clock.now()
    shared = {"kind": "import", "user": user, "of": 40, "attempts": 1}
    Job.objects.create(
        **shared, key="failed", state=Job.State.FAILED, error="Row 7 has no code.", asked_at=now
    )
    Job.objects.create(
        **shared,
        key="running",
        state=Job.State.RUNNING,
        done=12,
        doing="checking rows",
        started_at=now,
        asked_at=now + timedelta(seconds=1),
        lease_until=now + timedelta(hours=2),
    )


def _session(user: User) -> str:
    """A session as signing in leaves it, so that nobody is asked again who they are."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    request = HttpRequest()
    request.session = session
    record_authentication(request, user, method="password", reauthenticated=True)
    session.create()
    return str(session.session_key)


def _visits(user: User | None, waiting: dict[str, str]) -> list[Visit]:
    client = Client(raise_request_exception=False)
    entries = [entry for entry in table() if not entry.for_programs]
    starts = ["/", *(reverse(entry.name) for entry in entries if not entry.parameters), *SIGNING_IN]
    with Noting() as note:
        if user is None:
            return list(crawl(client, starts, {}, note=note, alike=FILES).values())
        client.cookies["sessionid"] = _session(user)
        if user.username == "enrolled":
            own = [address for address in starts if address.startswith("/account/")]
            also = {"access:users refused": reverse("access:users")}
            return list(crawl(client, own, also, within="/account/", note=note).values())
        mine = Job.objects.filter(user=user)
        jobs = {f"jobs:one {job.state}": f"/jobs/{job.pk}/" for job in mine}
        found = crawl(client, starts, ALSO | jobs | waiting | _files(), note=note, alike=FILES)
        names = {visit.name for visit in found.values()}
        more = [guessed(entry, GUESSES) for entry in entries if entry.name not in names]
        starts = [address for address in more if address]
        return list(crawl(client, starts, {}, note=note, alike=FILES, known=found).values())


def _told(who: str, visits: list[Visit]) -> list[dict[str, Any]]:
    return [
        asdict(replace(visit, noted={}))
        | visit.noted
        | {
            "who": who,
            "is_page": visit.is_page,
            "answers": visit.is_page or visit.is_file or visit.only_takes or visit.leads_on,
        }
        for visit in visits
    ]
