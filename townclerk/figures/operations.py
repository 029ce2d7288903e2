"""Writes of figures: stating a value, correcting it, signing it off, publishing it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from townclerk.figures import questions, register
from townclerk.figures.asking import answers_of
from townclerk.figures.declaration import Definition
from townclerk.figures.display import exact, parse_value, shown
from townclerk.figures.errors import NotAnswerable
from townclerk.figures.models import ReturnedValue, SignOff
from townclerk.figures.permission import owns, role_title, stating
from townclerk.figures.standing import checksum
from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.platform import records
from townclerk.platform.access.duties import reader_of
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL


class CannotSign(TownclerkError):
    """Only the owner role signs a figure off, and never the person who stated it."""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a service states. Empty period: the figure's one value."""

    key: str
    value: str
    evidence: str
    scope: str | None = None
    period: str = ""
    basis: str = ReturnedValue.Basis.ACTUAL
    as_at: date | None = None
    qualifier: str = ""
    numerator: str = ""
    denominator: str = ""
    reason: str = ""


def state_value(
    statement: Statement, *, actor: Actor, moment: datetime, asked_in: str = ""
) -> ReturnedValue:
    """Record a value; when there is one already, a new revision with the reason it changes.

    Who may state it: whoever contributes to the figure's area, for all or for the unit it is of;
    and whoever a report has asked for just this figure, which `asked_in` then names.
    """
    definition = register.definition(statement.key)
    scope = _checked(definition, statement)
    if not asked_in:
        allowed = stating(definition, scope, _acting(actor, moment))
        if not allowed:
            raise Refused(allowed.reason)
    with transaction.atomic():
        last = (
            ReturnedValue.objects.select_for_update()
            .filter(
                key=statement.key,
                scope=scope,
                period=statement.period,
                basis=statement.basis,
                as_at=statement.as_at,
            )
            .order_by("-revision")
            .first()
        )
        if last is not None and not statement.reason.strip():
            raise Problems(
                [
                    Problem(
                        f"{definition.label} was already stated as {last.value}.",
                        field="reason",
                        hint="Say why the value changes; the earlier one is kept.",
                    )
                ]
            )
        return records.create(
            ReturnedValue(
                key=statement.key,
                scope=scope,
                period=statement.period,
                basis=statement.basis,
                revision=1 if last is None else last.revision + 1,
                value=exact(parse_value(statement.value, definition.unit)),
                qualifier=statement.qualifier,
                numerator=statement.numerator,
                denominator=statement.denominator,
                as_at=statement.as_at,
                evidence=statement.evidence,
                reason=statement.reason,
                stated_at=moment,
                stated_by=actor.user,
            ),
            actor=actor,
            moment=moment,
            reason=statement.reason or asked_in,
        )


def _checked(definition: Definition, statement: Statement) -> str:
    """Every fault of a statement at once; the scope it is for when there is none."""
    found: list[Problem] = []
    if not definition.returned and statement.basis == ReturnedValue.Basis.ACTUAL:
        found.append(
            Problem(
                f"{definition.label} is worked out from records and cannot be typed in.",
                field="key",
                hint="Correct the records it stands on.",
            )
        )
    if not statement.evidence.strip():
        found.append(
            Problem("Evidence is missing.", field="evidence", hint="Say where the value is from.")
        )
    scope = ""
    try:
        parse_value(statement.value, definition.unit)
    except TownclerkError as error:
        found.append(Problem(str(error), field="value"))
    try:
        scope = _scope_of(definition, statement)
    except TownclerkError as error:
        found.append(Problem(str(error), field="period"))
    if found:
        raise Problems(found)
    return scope


def _scope_of(definition: Definition, statement: Statement) -> str:
    question = questions.question(
        definition,
        scope=statement.scope,
        period=statement.period or None,
        as_at=statement.as_at,
        listed=False,
    )
    return question.scope


def sign_value(row: ReturnedValue, *, actor: Actor, moment: datetime) -> ReturnedValue:
    """The owner role stands behind a stated value."""
    definition = register.definition(row.key)
    _may_sign(definition, row.scope, actor, moment)
    if actor.user is not None and row.stated_by_id == actor.user.pk:
        raise CannotSign(
            "You stated this value, so someone else signs it off: anyone else with the role "
            f"{role_title(definition.owner_role)}."
        )
    if row.signed_at is not None:
        raise CannotSign(f"{row} is already signed off.")
    values = {"signed_at": moment, "signed_by": actor.user}
    return records.change(row, values, actor=actor, moment=moment, verb="sign off")


def publish_value(row: ReturnedValue, *, actor: Actor, moment: datetime) -> ReturnedValue:
    """Open a signed value of a public figure to everybody."""
    definition = register.definition(row.key)
    _may_sign(definition, row.scope, actor, moment)
    if row.signed_at is None:
        raise CannotSign(f"{row} is not signed off yet. Sign it off, then publish it.")
    if not definition.public:
        raise CannotSign(f"{definition.label} is not declared as a public figure.")
    return records.change(row, {"published_at": moment}, actor=actor, moment=moment, verb="publish")


def sign_off(
    key: str,
    *,
    actor: Actor,
    moment: datetime,
    scope: str | None = None,
    period: str | None = None,
    as_at: date | None = None,
    note: str = "",
) -> SignOff:
    """The owner role signs a computed figure: its value and a fingerprint of its explanation."""
    definition = register.definition(key)
    if definition.returned:
        raise NotAnswerable(f"{key} is a returned figure. Sign off its statement instead.")
    question = questions.question(definition, scope=scope, period=period, as_at=as_at)
    _may_sign(definition, question.scope, actor, moment)
    answer = answers_of([(definition, question)], [True])[0]
    return records.create(
        SignOff(
            key=key,
            scope=question.scope,
            period=question.period.label if question.period else "",
            as_at=answer.as_at or as_at,
            value=exact(answer.value),
            display=shown(answer.value, definition.unit, definition.display),
            checksum=checksum(answer.step),
            definition_version=definition.definition_version,
            role=definition.owner_role,
            signed_at=moment,
            signed_by=actor.user,
            note=note,
        ),
        actor=actor,
        moment=moment,
        reason=note,
    )


def _may_sign(definition: Definition, scope: str, actor: Actor, moment: datetime) -> None:
    if not owns(definition, scope, _acting(actor, moment)):
        raise CannotSign(
            f"{definition.label} is signed off by the role {role_title(definition.owner_role)}, "
            "which you do not hold."
        )


def _acting(actor: Actor, moment: datetime) -> Reader:
    """What the roles of who acts open on the day of the act."""
    return reader_of(actor, moment.astimezone(LOCAL).date())
