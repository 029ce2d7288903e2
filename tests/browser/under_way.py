"""States that pages go through: a run kept, a sheet on its way, many records done to, a call-in."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from townclerk.democracy.models import Body, Decision
from townclerk.democracy.operations import call_ins, decisions
from townclerk.finance.models import GrantStream, PlanVersion
from townclerk.finance.operations import plan as finance
from townclerk.finance.operations import simulation
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.deadlines.feeds import open_feed
from townclerk.platform.exchange import uploads
from townclerk.platform.exchange.models import Upload
from townclerk.platform.exchange.operations import File
from townclerk.platform.exchange.templates import template
from townclerk.platform.jobs.models import Job
from townclerk.platform.registers import bulk, by_name, saved

DEEP = "/figures/finance.plan.remaining_gap/?period=2017%2F18"
"""A figure whose explanation has steps that are fetched when they are opened."""
SHEET = "capital-grants"
HEAD = b"code,name,year,receipts,commitments,money_unit\n"
GOOD = HEAD + b"roads,Roads,2017/18,10,4,\xc2\xa3000\n"
MORE = GOOD + b"bridges,Bridges,2017/18,7,0,\xc2\xa3000\n"
WRONG = HEAD + b",Roads,2017,ten,,\xc2\xa3000\n"


def leave_under_way(owner: User) -> dict[str, str]:
    """Leave them, and tell the addresses that no page leads to, each by the kind of its page."""
    return {
        **_simulated(),
        **_uploads(owner),
        **_done_to_many(owner),
        **_called_in(),
        **_feed(owner),
        "figures:show deep": DEEP,
        "figures:show branch": f"{DEEP}&branch=0",
    }


def _by(username: str) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": clock.now()}


def _simulated() -> dict[str, str]:
    """A driver that varies, and a run of the draft that draws it."""
    draft = PlanVersion.objects.get(state=PlanVersion.State.DRAFT)
    values = {
        "code": "fuel",
        "name": "Fuel",
        "kind": "inflation",
        "base": Money.pounds(1_000_000),
        "distribution": "triangular",
        "low": Decimal(-1),
        "high": Decimal(1),
    }
    rates = {year: {"rate": Decimal(2)} for year in draft.year_numbers}
    driver = finance.save_driver(draft, values, rates, **_by("analyst"))
    line = {"code": "fuel", "heading": "Fuel", "step": "original", "type": "inflation"}
    finance.add_line(draft, {**line, "driver": driver}, {}, **_by("analyst"))
    simulation.run(draft, draws=1_000, seed=1, **_by("analyst"))
    return {"finance:scenarios drawer": reverse("finance:scenarios", args=[draft.number])}


def _uploads(owner: User) -> dict[str, str]:
    """A sheet at each step from being looked at to being saved or left."""
    asked = {"reader": Reader.of(owner, clock.today()), "actor": Actor(owner)}
    stamp: Any = {"actor": Actor(owner), "moment": clock.now()}

    def brought(name: str, content: bytes) -> Upload:
        return uploads.bring(template(SHEET), File(name, content), moment=clock.now(), **asked)

    ready = uploads.examine(brought("grants.csv", GOOD), **stamp)
    wrong = uploads.examine(brought("wrong.csv", WRONG), **stamp)
    done = uploads.examine(brought("more.csv", MORE), **stamp)
    done = uploads.save(uploads.approve(done, actor=Actor(owner)), **stamp)
    left = uploads.discard(brought("left.csv", WRONG))
    found = {"ready": ready, "wrong": wrong, "saved": done, "discarded": left}
    assert {one.state for one in found.values()} == set(found)
    found["checking"] = _held(ready, owner)
    return {
        f"exchange:upload {state}": reverse("exchange:upload", args=[SHEET, upload.pk])
        for state, upload in found.items()
    }


def _held(like: Upload, owner: User) -> Upload:
    """An upload whose check is held by a worker that is not there, so that it stays under way."""
    upload = Upload.objects.get(pk=like.pk)
    upload.pk, upload.state, upload.preview = None, Upload.State.CHECKING, None
    upload.save()
    now = clock.now()
    Job.objects.create(
        kind="check-import",
        key=f"upload {upload.pk}",
        user=owner,
        attempts=1,
        state=Job.State.RUNNING,
        of=40,
        done=12,
        doing="checking rows",
        asked_at=now,
        started_at=now,
        lease_until=now + timedelta(hours=2),
    )
    return upload


def _done_to_many(owner: User) -> dict[str, str]:
    """A view kept of a list, and something done to its records that may still be taken back."""
    reader, grants = Reader.of(owner, clock.today()), by_name("grants")
    shared: Any = {"reader": reader, "user": owner, "moment": clock.now()}
    saved.keep(grants, name="Core grants", query="type=core", **shared)
    streams = list(GrantStream.objects.order_by("code")[:3])
    # The last was changed by somebody meanwhile, so that it is refused.
    versions = {each.pk: each.version for each in streams} | {streams[-1].pk: 0}
    act = bulk.act_of(grants, "set:department", "Places")
    done = bulk.perform(act, reader, streams, versions, user=owner, moment=clock.now())
    return {"registers:acted many": reverse("registers:acted", args=["grants", done.pk])}


def _called_in() -> dict[str, str]:
    """A decision before each act about call-in."""
    cabinet = Body.objects.filter(kind=Body.Kind.EXECUTIVE)[0]
    found = {name: _published(cabinet, name) for name in ("call-in", "judge", "conclude")}
    for name in ("judge", "conclude"):
        why = "The alternatives were not weighed."
        called = call_ins.call_in(found[name], signatories=20, why=why, **_by("scrutiny"))
        if name == "conclude":
            call_ins.judge(called, valid=True, why="In time.", **_by("monitoring"))
    return {
        f"democracy:act {name}": reverse("democracy:act", args=[decision.reference, name])
        for name, decision in found.items()
    }


def _published(body: Body, reference: str) -> Decision:
    values = {
        "reference": f"to-{reference}",
        "title": "Resurfacing contract",
        "body": body,
        "text": "Award the contract.",
        "reasons": "The roads need it.",
        "alternatives": "Do nothing: rejected.",
        "interests": "None.",
        "key_decision": True,
    }
    proposed = decisions.create(values, **_by("clerk"))
    made = decisions.make(proposed, on=clock.today(), **_by("clerk"))
    return decisions.publish(made, **_by("clerk"))


def _feed(owner: User) -> dict[str, str]:
    secret = open_feed(actor=Actor(owner), moment=clock.now())
    return {name: reverse(name, args=[secret]) for name in ("tasks:feed", "democracy:own_ics")}
