"""Every registered figure of the demonstration council, asked one by one and all at once."""

from functools import cache

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk import figures
from townclerk.figures import questions, register
from townclerk.figures.asking import Ask, ask_many, those_open
from townclerk.figures.permission import OPERATOR
from townclerk.platform.records import one_look

pytestmark = pytest.mark.usefixtures("demonstration")


def every_question(definition):
    for choice in questions.scopes(definition):
        for label in questions.periods(definition, choice.code) or (None,):
            yield Ask(key=definition.key, scope=choice.code, period=label)


def answerable(definition):
    """The questions of a figure that have an answer."""
    return _answerable(definition.key)


@cache
def _answerable(key):
    # The same for every test, since each undoes what it did to the council.
    with one_look():
        asked = list(every_question(register.definition(key)))
        open_now = {
            (found.scope, found.period.label if found.period else None)
            for found in those_open(asked, reader=OPERATOR)
        }
    return [ask for ask in asked if (ask.scope, ask.period) in open_now]


def queries(asked):
    """How many it takes to answer, down to where the records came from."""
    with CaptureQueriesContext(connection) as seen:
        assert all(found.explanation for found in ask_many(asked, reader=OPERATOR))
    return len(seen)


def most_steps(asked):
    """The question whose answer rests on the most records."""
    found = ask_many(asked, reader=OPERATOR)
    steps = [sum(1 for _ in each.explanation.walk()) for each in found]
    return asked[steps.index(max(steps))]


def test_it_asks_as_few_queries_for_all_values_of_a_figure_as_for_two():
    checked, slow = [], {}
    for definition in register.definitions():
        asked = answerable(definition)
        if len(asked) < 3:
            continue
        # The other of the two is of another scope and period.
        most = most_steps(asked)
        other = asked[-1] if asked[-1] != most else asked[0]
        two, whole = queries([most, other]), queries(asked * 2)
        checked.append(definition.key)
        if whole > two:
            slow[definition.key] = (two, whole)
    assert slow == {}
    assert len(checked) > 10


def test_it_answers_the_whole_register_at_once_as_it_answers_each():
    asked = [ask for d in register.definitions() for ask in answerable(d)]
    together = ask_many(asked, reader=OPERATOR)
    assert len({found.key for found in together}) > 10
    sample = range(0, len(asked), max(1, len(asked) // 25))
    for at in sample:
        alone = figures.ask(asked[at].key, asked[at].scope, asked[at].period, reader=OPERATOR)
        assert (alone.value, alone.explanation) == (together[at].value, together[at].explanation)
