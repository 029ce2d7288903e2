"""The page of a year's virements: base, what was moved, the current budget, and the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from townclerk.finance import permissions, policies
from townclerk.finance.models import BudgetRound, Virement, VirementRule
from townclerk.finance.operations import virements as operations
from townclerk.finance.permissions import PLANNING
from townclerk.finance.queries.services import Names, service_names
from townclerk.finance.queries.virements import CurrentLine, current_lines, limits_on
from townclerk.finance.web.act_form import Act, may_step, step_field, words
from townclerk.kernel.display import date_display, money_display
from townclerk.kernel.money import Money
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import needs
from townclerk.platform.access.reader import Reader
from townclerk.platform.audit.log import Actor
from townclerk.platform.clock import LOCAL
from townclerk.platform.organisation.models import Unit
from townclerk.platform.web import acts
from townclerk.platform.web.fields import MoneyInput, code_input, day_input, text_input

COLOURS = {"proposed": "blue", "approved": "turquoise", "refused": "grey", "posted": "green"}


class VirementAct(Act):
    back = ("Budget round", "finance:budget")

    @classmethod
    def round_of(cls, record: Any) -> BudgetRound:
        return record if isinstance(record, BudgetRound) else record.round

    def trail(self) -> acts.Trail:
        year = self.round_of(self.record).year
        return [("Virements", reverse("finance:virements", args=[year]))]


class ProposeVirement(VirementAct):
    title = "Propose a virement"
    label = "Propose it"
    about: ClassVar[type[Model] | None] = BudgetRound
    intro = ("The rule in force on its day says who agrees it; they are asked at once.",)

    reference = code_input("Reference")
    on = day_input("From the day")
    amount = MoneyInput("Amount moved in the year")
    recurring = forms.BooleanField(label="It moves the budget of later years too", required=False)
    why = words("Why")

    def prepare(self) -> None:
        lines, names = current_lines(self.record), service_names(self.record.year)
        # What each line has is on the page of its own service, not in a list for all.
        named = [(_line_key(line), f"{names[line.unit]}, {line.group}") for line in lines]
        choices = [("", "Choose a line"), *named]
        for name, label in (("source", "Taken from"), ("target", "Added to")):
            missing = {"required": "Choose a line of the budget"}
            field = forms.ChoiceField(label=label, choices=choices, error_messages=missing)
            self.fields[name] = field
        self.order_fields(["reference", "on", "source", "target"])

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        if actor.user is not None:
            on = moment.astimezone(LOCAL).date()
            if Reader.of(actor.user, on).units(PLANNING, Verb.CONTRIBUTE) != frozenset():
                return
        permissions.check(actor, Verb.CONTRIBUTE, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(record.state == BudgetRound.State.LOCKED)

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        values = {"round": self.record}
        for side, name in (("from", "source"), ("to", "target")):
            code, _, group = given.pop(name).partition("|")
            values |= {f"{side}_unit": Unit.objects.get(code=code), f"{side}_group": group}
        made = operations.propose({**values, **given}, actor=actor, moment=moment)
        return f"{made} is proposed. It is for the {made.get_approver_display()} to agree."


def _line_key(line: CurrentLine) -> str:
    return f"{line.unit}|{line.group}"


class VirementStep(VirementAct):
    title = "Decide or post the virement"
    label = "Take this step"
    about: ClassVar[type[Model] | None] = Virement

    decision = text_input(
        "Decision", required=False, help_text="Reference, where Cabinet or Council decides"
    )
    reason = words("Reason", required=False, help_text="Needed where it is refused.")

    def prepare(self) -> None:
        self.fields["move"] = step_field(policies.VIREMENT, self.record.state)
        self.order_fields(["move"])

    @classmethod
    def check(cls, actor: Actor, record: Any, *, moment: datetime) -> None:
        unit = record.from_unit.code
        may_step(actor, policies.VIREMENT, record.state, unit, moment=moment)

    @classmethod
    def is_open(cls, record: Any) -> bool:
        return bool(policies.open_moves(policies.VIREMENT, record.state))

    def act(self, given: dict[str, Any], *, actor: Actor, moment: datetime) -> str:
        moved = operations.move_virement(self.record, **given, actor=actor, moment=moment)
        return f"{moved} is {moved.get_state_display().lower()}."


ACTS: dict[str, type[Act]] = {
    "propose-virement": ProposeVirement,
    "virement-step": VirementStep,
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One virement as the page lists it."""

    title: str
    day: str
    source: str
    target: str
    amount: str
    state: str
    colour: str
    who: str
    why: str
    answer: str
    offers: tuple[acts.Offered, ...]


def _offers(reader: Reader, one: Virement) -> tuple[acts.Offered, ...]:
    """The step of a virement, to whoever may contribute for what it is taken from."""
    may = permissions.reaches(reader, Verb.CONTRIBUTE, unit=one.from_unit.code)
    if not may or not VirementStep.is_open(one):
        return ()
    address = reverse("finance:budget-act", args=["virement-step", one.pk])
    return (acts.Offered(VirementStep.title, address),)


def _rows(reader: Reader, found: Iterable[Virement], names: Names) -> tuple[Row, ...]:
    return tuple(
        Row(
            title=one.reference,
            day=date_display(one.on),
            source=f"{names[one.from_unit.code]}, {one.from_group}",
            target=f"{names[one.to_unit.code]}, {one.to_group}",
            amount=money_display(one.amount),
            state=one.get_state_display(),
            colour=COLOURS[one.state],
            who=_who(one),
            why=one.why + (" Recurring." if one.recurring else ""),
            answer=one.answer,
            offers=_offers(reader, one),
        )
        for one in found
    )


def _who(one: Virement) -> str:
    by = one.get_approver_display()
    if one.decided_on is None:
        return f"For the {by}"
    said = "Refused" if one.state == Virement.State.REFUSED else "Agreed"
    decision = f", {one.decision}" if one.decision else ""
    return f"{said} {date_display(one.decided_on)} by the {by}{decision}"


def _budget(lines: Iterable[CurrentLine], names: Names) -> tuple[list[list[str]], list[str]]:
    """Each service's base, virements and current budget, and their totals."""
    by_unit: dict[str, list[CurrentLine]] = {}
    for line in lines:
        by_unit.setdefault(line.unit, []).append(line)
    sums = [
        (
            names[unit],
            Money.total(line.base for line in held),
            Money.total(line.moved for line in held),
            Money.total(line.current for line in held),
        )
        for unit, held in by_unit.items()
    ]
    rows = [[unit, *map(money_display, amounts)] for unit, *amounts in sums]
    total = [money_display(Money.total(column)) for column in list(zip(*sums, strict=True))[1:]]
    return rows, ["All services", *total] if rows else []


def _rules(on: date) -> list[list[str]]:
    labels = {rule.code: rule for rule in VirementRule.objects.all()}
    return [
        [
            labels[limit.code].get_between_display(),
            "any size" if limit.up_to is None else money_display(limit.up_to),
            labels[limit.code].get_approver_display()
            + (", one-off only" if limit.one_off_only else ""),
        ]
        for limit in sorted(limits_on(on), key=lambda one: (one.between, one.up_to is None))
    ]


@needs(Verb.READ, PLANNING)
def page(request: HttpRequest, year: int) -> HttpResponse:
    """What was moved in a year, for whoever reads all of the plan or holds one of its budgets."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    mine = reader.units(PLANNING)
    if mine == frozenset():
        reader.require(Verb.READ, PLANNING)
    found = get_object_or_404(BudgetRound, year=year)
    lines = [one for one in current_lines(found) if mine is None or one.unit in mine]
    moved = found.virements.select_related("from_unit", "to_unit").order_by("-on", "-pk")
    if mine is not None:
        moved = moved.filter(Q(from_unit__code__in=mine) | Q(to_unit__code__in=mine))
    names = service_names(year)
    rows, total = _budget(lines, names)
    named = [(ProposeVirement, reverse("finance:budget-act", args=["propose-virement", found.pk]))]
    content = {
        "round": found,
        "reads_whole": mine is None,
        "rows": rows,
        "total": total,
        "virements": _rows(reader, moved, names),
        "rules": _rules(clock.today()),
        "is_locked": found.state == BudgetRound.State.LOCKED,
        "acts": acts.offered(request, named, found),
    }
    return render(request, "finance/virements.html", content)
