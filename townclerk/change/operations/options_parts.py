"""Writing what hangs on a sheet: years, staffing, claims, scopes, risks, dependencies, advice."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from townclerk.change import permissions
from townclerk.change.core.options_claims import check_claim, check_shares
from townclerk.change.models import Claim, OptionAdvice, OptionSheet
from townclerk.change.operations import options
from townclerk.change.queries import options_claims
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.access.areas import Verb
from townclerk.platform.audit.log import Actor

DISCIPLINES = {
    OptionAdvice.Discipline.FINANCE: permissions.FINANCE,
    OptionAdvice.Discipline.STAFFING: ("hr-officer",),
    OptionAdvice.Discipline.LEGAL: ("legal-officer", "monitoring-officer"),
    OptionAdvice.Discipline.EQUALITY: permissions.EQUALITY,
}
"""Who may give advice of each kind."""


class NothingToShare(TownclerkError):
    """A thing is shared by two options at least."""


def _check(sheet: OptionSheet, actor: Actor, moment: datetime) -> None:
    unit = None if sheet.unit is None else sheet.unit.code
    permissions.check(actor, Verb.CONTRIBUTE, moment=moment, unit=unit)


def adder(model: type[Any], *, money: bool) -> Callable[..., Any]:
    """How a part is added: those of the money only while the sheet is with its author."""

    @transaction.atomic
    def add(values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = "") -> Any:
        _open(values["option"], money, actor, moment)
        return records.create(model(**values), actor=actor, moment=moment, reason=reason)

    return add


def changer(*, money: bool) -> Callable[..., Any]:
    """How a part is changed, under the same rule."""

    @transaction.atomic
    def change(
        part: Any,
        values: Mapping[str, Any],
        *,
        actor: Actor,
        moment: datetime,
        expected_version: int | None = None,
        reason: str = "",
    ) -> Any:
        _open(part.option, money, actor, moment)
        return records.change(
            part,
            values,
            actor=actor,
            moment=moment,
            expected_version=expected_version,
            reason=reason,
        )

    return change


def _open(sheet: OptionSheet, money: bool, actor: Actor, moment: datetime) -> None:
    _check(sheet, actor, moment)
    if money:
        options.check_money_open(sheet)
    else:
        options.check_headings_open(sheet)


@transaction.atomic
def create_claim(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> Claim:
    """Claim a slice of something; refused when another claims it and it is not shared."""
    claim = Claim(**values)
    _check_claimant(claim.option, actor, moment)
    _check_against_others(claim)
    return records.create(claim, actor=actor, moment=moment, reason=reason)


@transaction.atomic
def change_claim(
    claim: Claim,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    moment: datetime,
    expected_version: int | None = None,
    reason: str = "",
) -> Claim:
    _check_claimant(claim.option, actor, moment)
    changed = records.change(
        claim,
        values,
        actor=actor,
        moment=moment,
        expected_version=expected_version,
        reason=reason,
    )
    _check_against_others(changed)
    return changed


def _check_claimant(sheet: OptionSheet | None, actor: Actor, moment: datetime) -> None:
    """A claim of the growth programme is for those who may contribute to the whole plan."""
    if sheet is None:
        permissions.check(actor, Verb.CONTRIBUTE, moment=moment)
    else:
        _open(sheet, True, actor, moment)


def _check_against_others(claim: Claim) -> None:
    if claim.option is None:
        # What growth counts on is recorded to be compared, not refused.
        return
    others = Claim.objects.filter(kind=claim.kind, reference=claim.reference)
    held = list(others.exclude(pk=claim.pk).exclude(option=None).select_related("option"))
    check_claim(options_claims.slice_of(claim), options_claims.slices(held))


@transaction.atomic
def share(
    kind: str,
    reference: str,
    *,
    title: str,
    whole: Money,
    shares: Mapping[OptionSheet, Money],
    left: Money = Money.zero,
    actor: Actor,
    moment: datetime,
    reason: str = "",
) -> tuple[Claim, ...]:
    """Share one thing between options, to the penny. Finance settles it, being neither's author."""
    permissions.check_role(actor, *permissions.FINANCE, moment=moment)
    if len(shares) < 2:
        raise NothingToShare(f"Name two options at least that share {title}.")
    check_shares(whole, list(shares.values()), left)
    made = []
    for sheet, amount in shares.items():
        options.check_money_open(sheet)
        values = {"whole": whole, "amount": amount, "shared": True, "left": left, "title": title}
        key = {"kind": kind, "reference": reference, "option": sheet}
        found = Claim.objects.filter(**key).first()
        stamp: dict[str, Any] = {"actor": actor, "moment": moment, "reason": reason}
        if found is None:
            made.append(records.create(Claim(**key, **values), **stamp))
        else:
            made.append(records.change(found, values, verb="share", **stamp))
    for claim in made:
        _check_against_others(claim)
    return tuple(made)


@transaction.atomic
def advise(
    values: Mapping[str, Any], *, actor: Actor, moment: datetime, reason: str = ""
) -> OptionAdvice:
    """Advice of a discipline, by those who answer for it."""
    roles = DISCIPLINES[values["discipline"]]
    permissions.check_role(actor, *roles, moment=moment, record=values["option"])
    options.check_headings_open(values["option"])
    given = OptionAdvice(**values, given_by=actor.user)
    return records.create(given, actor=actor, moment=moment, reason=reason)
