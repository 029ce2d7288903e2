"""Every registered figure of the demonstration council, down to its records and back in time."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import models, transaction

from conftest import LOADED_AT
from townclerk import figures
from townclerk.demonstration.tests.test_asking_everything import answerable
from townclerk.figures import register
from townclerk.figures.asking import answers_of, ask_many
from townclerk.figures.permission import OPERATOR
from townclerk.figures.questions import Listing, question
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.access.models import User
from townclerk.platform.access.reader import Reader

pytestmark = pytest.mark.usefixtures("demonstration")

CHANGED_AT = LOADED_AT + timedelta(days=1)
BEFORE_IT = CHANGED_AT - timedelta(minutes=1)
LONG_AGO = date(1950, 1, 1)


def record_leaves(step):
    """Steps that rest on records, with none below them that do."""
    return [
        one
        for one in step.walk()
        if one.records is not None
        and one.records.count
        and not any(below.records for part in one.parts for below in part.walk())
    ]


def tells(source):
    """The file and the row, or who typed it and when."""
    by_file = source.file and source.row and source.checksum
    return by_file or (source.who and source.when and not source.batch)


def computed():
    return [d for d in register.definitions() if not d.returned]


def test_each_record_names_its_file_and_row_or_who_typed_it():
    untold, told = [], set()
    for definition in computed():
        for figure in ask_many(answerable(definition), reader=OPERATOR):
            for leaf in record_leaves(figure.explanation):
                # A step that only lists its records names the origin of each below.
                sources = [one.source for one in leaf.walk() if one.source]
                if sources and all(map(tells, sources)):
                    told.add(definition.key)
                else:
                    untold.append((definition.key, figure.scope, leaf.label, sources))
    assert not untold, untold[:20]
    assert len(told) > 15


def test_who_brought_a_record_is_told_to_those_who_read_records_alone():
    officer = Reader.of(User.objects.get(username="s151"), LOADED_AT.date())
    for key, scope in (
        ("finance.capital_grants.balance", "schools"),
        ("finance.plan.revisions", None),
    ):
        inside, outside = (
            record_leaves(figures.ask(key, scope, reader=reader).explanation)
            for reader in (officer, OPERATOR)
        )
        assert [leaf.source for leaf in inside] == [leaf.source for leaf in outside]
        assert all(leaf.source.who and leaf.source.row for leaf in inside)
    public = figures.ask("finance.plan.revisions", reader=Reader.anonymous(LOADED_AT.date()))
    sources = [step.source for step in public.explanation.walk() if step.source]
    assert sources
    assert not any(source.who or source.row or source.changed_by for source in sources)


def move(record):
    """Change a record as bluntly as can be, past the rules of its area, with its history."""
    vars(record).update(_history_date=CHANGED_AT, _history_user=None, _change_reason="Moved")
    money = [f for f in record._meta.concrete_fields if type(f).__name__ == "MoneyField"]
    numbers = [f for f in record._meta.concrete_fields if isinstance(f, models.DecimalField)]
    for field in money or numbers:
        held = getattr(record, field.attname)
        if held is not None:
            more = Money.pounds(1_000_000) if money else Decimal("0.5")
            setattr(record, field.attname, held + more)
    if money or numbers:
        record.save_base()
    else:
        models.Model.delete(record)


def values(definition, asks, **when):
    """Each value there is, all asked at once, and by halves where one has none."""
    listing, exact = Listing(), {}
    for ask in asks:
        with suppress(TownclerkError):
            exact[ask.scope, ask.period] = question(
                definition, scope=ask.scope, period=ask.period, listing=listing, **when
            )
    return answered(definition, exact)


def answered(definition, exact):
    places = list(exact)
    try:
        found = answers_of([(definition, exact[place]) for place in places], [True] * len(places))
    except TownclerkError:
        if len(places) == 1:
            return {}
        half = len(places) // 2
        return answered(definition, {place: exact[place] for place in places[:half]}) | answered(
            definition, {place: exact[place] for place in places[half:]}
        )
    return {place: answer.value for place, answer in zip(places, found, strict=True)}


def rests_on(definition, asks):
    """Records the figure rests on, one of each model, as steps name them before they are told."""
    kinds = {}
    listing, batch = Listing(), register.batch_for(definition.key)
    exact = [
        question(definition, scope=ask.scope, period=ask.period, listing=listing) for ask in asks
    ]
    answers = (
        batch([(definition.key, one) for one in exact])
        if batch
        else [definition.compute(one) for one in exact]
    )
    for answer in answers:
        for step in answer.step.walk():
            if step.source is not None and step.source.record:
                kind, _, key = step.source.record.partition(":")
                kinds.setdefault(kind, key)
    for kind, key in kinds.items():
        yield apps.get_model(kind)._base_manager.get(pk=key)


def test_it_answers_as_was_known_before_a_record_changed():
    wrong, moved = [], set()
    for definition in computed():
        asks = answerable(definition)[:4]
        for record in rests_on(definition, asks):
            before = values(definition, asks)
            with transaction.atomic():
                try:
                    move(record)
                except models.ProtectedError:
                    transaction.set_rollback(True)
                    continue
                then = values(definition, asks, known_at=BEFORE_IT)
                if then != before:
                    wrong.append((definition.key, str(record), before, then))
                if values(definition, asks) != before:
                    moved.add(definition.key)
                transaction.set_rollback(True)
    assert not wrong, wrong[:5]
    assert len(moved) > 12, moved


def test_it_says_nothing_of_a_day_before_there_was_anything():
    said = [
        (definition.key, place, value)
        for definition in computed()
        for place, value in values(definition, answerable(definition)[:3], as_at=LONG_AGO).items()
        if value not in (0, Money.zero)
    ]
    assert not said, said
