import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from townclerk import figures
from townclerk.figures import (
    asking,
    commands,
    comparators,
    history,
    home,
    operations,
    register,
    walking,
)
from townclerk.figures.asking import Ask
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.kernel.explained import Records, Step
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_reader, an_actor

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 1, 9, tzinfo=UTC)
ANYONE = Reader.anonymous(date(2026, 5, 1))
YEARS = {"2017/18": 33_432, "2018/19": 14_614, "2019/20": 16_372}
SPANS = [(label, None) for label in YEARS]


class Book:
    """The records a declared test figure is worked out from."""

    def __init__(self):
        self.years = dict(YEARS)
        self.status = figures.Status.PROVISIONAL
        self.calls = 0


@pytest.fixture
def book():
    found = Book()

    def gap(question):
        found.calls += 1
        chosen = [question.period.label] if question.period else list(found.years)
        total = sum((Money.thousands(found.years[label]) for label in chosen), Money.zero)
        parts = tuple(
            Step(
                label=label,
                value=Money.thousands(found.years[label]),
                access="totals",
                records=Records(count=1, kind="line", label="lines", keys=(label,)),
            )
            for label in chosen
        )
        step = Step(label="Gap", value=total, parts=parts)
        return figures.Answer(value=total, step=step, status=found.status)

    shared = {
        "definition": "The test gap.",
        "source": "the test",
        "owner_role": "s151-officer",
        "area": Area.FINANCIAL_PLANNING,
        "public": True,
    }
    figures.figure(
        key="test.gap",
        label="Gap",
        unit=figures.Unit.MONEY,
        display="£m 3 dp",
        grain=figures.Grain(periods=("financial-year",)),
        periods=lambda scope: list(found.years),
        comparators=("same_date_last_year", "target"),
        changes=(figures.DefinitionChange(2, date(2019, 4, 1), "Now with schools."),),
        definition_version=2,
        **shared,
    )(gap)
    figures.returned_figure(
        key="test.rate",
        label="Rate",
        unit=figures.Unit.PERCENT,
        display="% 1 dp",
        grain=figures.Grain(periods=("financial-year",)),
        whole=False,
        **shared,
    )
    yield found
    register.discard("test.gap")
    register.discard("test.rate")


def test_it_answers_a_year_and_the_whole(book):
    assert figures.ask("test.gap", period="2017/18", reader=OPERATOR).display == "£33.432m"
    assert figures.ask("test.gap", reader=OPERATOR).value == Money.pounds(64_418_000)


def test_it_suggests_near_keys(book):
    with pytest.raises(figures.UnknownFigure, match=r"test\.gap"):
        figures.ask("test.gaps", reader=OPERATOR)


@pytest.mark.parametrize("asked", [{"period": "2016/17"}, {"period": "2017-05"}, {"scope": "X"}])
def test_it_refuses_what_it_has_no_value_for(book, asked):
    with pytest.raises(figures.NotAnswerable):
        figures.ask("test.gap", reader=OPERATOR, **asked)


def test_it_opens_to_the_public_only_once_published(book):
    with pytest.raises(figures.NotForReader, match="Section 151 officer"):
        figures.ask("test.gap", reader=ANYONE)
    book.status = figures.Status.PUBLISHED
    seen = figures.ask("test.gap", reader=ANYONE)
    assert seen.value == Money.pounds(64_418_000)
    assert all(part.records.keys == () for part in seen.explanation.parts)


def test_it_walks_published_figures_without_showing_records_to_the_public(book):
    book.status = figures.Status.PUBLISHED
    steps = [s for s in walking.opened(ANYONE, public=True) if s.figure.key == "test.gap"]
    assert len(steps) == 4 + 3 * 1 + 3
    assert not any(step.shows_records or step.names_someone for step in steps)
    officer = [s for s in walking.opened(a_reader("s151-officer")) if s.figure.key == "test.gap"]
    assert any(step.shows_records for step in officer)


def test_it_signs_off_and_says_when_the_records_move(book):
    officer = an_actor("s151-officer")
    operations.sign_off("test.gap", period="2017/18", actor=officer, moment=MOMENT)
    signed = figures.ask("test.gap", period="2017/18", reader=OPERATOR)
    assert (signed.status, signed.caveats) == (figures.Status.SIGNED_OFF, ())
    book.years["2017/18"] = 33_000
    later = figures.ask("test.gap", period="2017/18", reader=OPERATOR)
    assert later.status is figures.Status.PROVISIONAL
    assert "£33.432m" in later.caveats[0]
    mine = history.of_mine_that_moved(Reader.of(officer.user, MOMENT.date()))
    assert [figure.key for figure in mine] == ["test.gap"]


def test_it_lets_only_the_owner_role_sign(book):
    with pytest.raises(operations.CannotSign, match="Section 151"):
        operations.sign_off("test.gap", actor=an_actor("budget-holder"), moment=MOMENT)


def state(value, actor, moment=MOMENT, reason=""):
    statement = operations.Statement(
        key="test.rate", value=value, evidence="return", period="2017/18", reason=reason
    )
    return operations.state_value(statement, actor=actor, moment=moment)


def test_it_keeps_to_the_published_value_for_the_public_until_the_next_is_published(book):
    officer = an_actor("s151-officer")
    row = operations.sign_value(
        state("97.1", an_actor("finance-partner")), actor=officer, moment=MOMENT
    )
    operations.publish_value(row, actor=officer, moment=MOMENT)
    state("97.3", an_actor("finance-partner"), MOMENT + timedelta(days=2), "A late batch.")
    outside = figures.ask("test.rate", period="2017/18", reader=ANYONE)
    inside = figures.ask("test.rate", period="2017/18", reader=OPERATOR)
    assert (outside.display, inside.display) == ("97.1%", "97.3%")
    assert [m.display for m in history.moved(outside, ANYONE)] == ["97.1%"]


def test_it_hides_a_sign_off_the_public_never_saw(book):
    operations.sign_off("test.gap", period="2017/18", actor=an_actor("s151-officer"), moment=MOMENT)
    book.years["2017/18"] = 33_000
    book.status = figures.Status.PUBLISHED
    assert figures.ask("test.gap", period="2017/18", reader=ANYONE).caveats == ()
    assert figures.ask("test.gap", period="2017/18", reader=OPERATOR).caveats != ()


def test_it_keeps_what_was_known_before_a_correction(book):
    holder = an_actor("finance-partner")
    state("97.1", holder)
    with pytest.raises(Problems, match="already stated"):
        state("97.3", holder)
    state("97.3", holder, MOMENT + timedelta(days=2), "A late batch.")
    now = figures.ask("test.rate", period="2017/18", reader=OPERATOR)
    then = figures.ask("test.rate", period="2017/18", known_at=MOMENT, reader=OPERATOR)
    assert (now.display, then.display) == ("97.3%", "97.1%")
    assert [m.reason for m in history.moved(now, OPERATOR)] == ["A late batch.", ""]


def test_it_wants_a_second_person_to_sign_a_statement(book):
    officer = an_actor("s151-officer", "finance-partner")
    row = state("97.1", officer)
    with pytest.raises(operations.CannotSign, match="someone else"):
        operations.sign_value(row, actor=officer, moment=MOMENT)
    row = operations.sign_value(row, actor=an_actor("s151-officer"), moment=MOMENT)
    assert figures.ask("test.rate", period="2017/18", reader=OPERATOR).status == "signed off"
    operations.publish_value(row, actor=officer, moment=MOMENT)
    assert figures.ask("test.rate", period="2017/18", reader=ANYONE).display == "97.1%"


def test_it_refuses_to_type_over_a_computed_figure(book):
    statement = operations.Statement(key="test.gap", value="1", evidence="", period="2017/18")
    with pytest.raises(Problems) as refused:
        operations.state_value(statement, actor=an_actor("finance-partner"), moment=MOMENT)
    assert {problem.field for problem in refused.value.problems} == {"key", "evidence"}


def test_it_refuses_a_rate_without_a_year_and_gives_the_years(book):
    state("97.1", an_actor("finance-partner"))
    statement = operations.Statement(
        key="test.rate", value="98", evidence="return", period="2018/19"
    )
    operations.state_value(statement, actor=an_actor("finance-partner"), moment=MOMENT)
    with pytest.raises(figures.AmbiguousQuestion) as refused:
        figures.ask("test.rate", reader=OPERATOR)
    assert refused.value.choices == ("2017/18", "2018/19")


def test_it_compares_with_last_year_target_and_peers(book):
    for basis, value in (("target", "10,000,000"), ("neighbours", "20,000,000")):
        statement = operations.Statement(
            key="test.gap", value=value, evidence="plan", period="2018/19", basis=basis
        )
        operations.state_value(statement, actor=an_actor("finance-partner"), moment=MOMENT)
    found = figures.ask("test.gap", period="2018/19", reader=OPERATOR)
    told = [(c.title, c.display, c.against) for c in comparators.comparisons(found, OPERATOR)]
    assert told == [
        ("Year before, 2017/18", "£33.432m", "£18.818m less"),
        ("Target", "£10.000m", "£4.614m more"),
        ("Neighbours", "£20.000m", "£5.386m less"),
    ]


def test_it_shows_the_public_no_target_that_is_not_published(book):
    book.status = figures.Status.PUBLISHED
    statement = operations.Statement(
        key="test.gap", value="1", evidence="plan", period="2018/19", basis="budget"
    )
    operations.state_value(statement, actor=an_actor("finance-partner"), moment=MOMENT)
    found = figures.ask("test.gap", period="2018/19", reader=ANYONE)
    assert [c.name for c in comparators.comparisons(found, ANYONE)] == ["same_date_last_year"]
    definition = figures.definition("test.gap")
    assert comparators.beside(definition, "council", SPANS, ANYONE) == {}
    assert list(comparators.beside(definition, "council", SPANS, OPERATOR)) == ["Budget"]


def test_it_compares_a_quarter_with_the_one_before_and_a_year_ago(monkeypatch):
    labels = ["2016/17-Q2", "2017/18-Q1", "2017/18-Q2"]

    def compute(question):
        value = labels.index(question.period.label)
        return figures.Answer(value=value, step=Step(label="Calls", value=value))

    figures.figure(
        key="test.calls",
        label="Calls",
        unit=figures.Unit.COUNT,
        display="count",
        definition="Calls.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        grain=figures.Grain(periods=("quarter",)),
        polarity=figures.Polarity.HIGHER_IS_BETTER,
        periods=lambda scope: labels,
        whole=False,
    )(compute)
    try:
        found = figures.ask("test.calls", period="2017/18-Q2", reader=OPERATOR)
        told = [(c.title, c.against) for c in comparators.comparisons(found, OPERATOR)]
    finally:
        register.discard("test.calls")
    assert told == [
        ("Period before, April to June 2017", "1 more, better"),
        ("Same period last year, July to September 2016", "2 more, better"),
    ]


def test_it_breaks_the_series_where_the_definition_changed(book):
    points = history.series(figures.definition("test.gap"), "council", OPERATOR)
    assert [point.breaks for point in points] == ["", "", "Now with schools."]


def test_it_asks_many_in_a_constant_number_of_queries(book, django_assert_num_queries):
    few = [Ask(key="test.gap", period="2017/18")]
    with django_assert_num_queries(1):
        figures.ask_many(few, reader=OPERATOR)
    with django_assert_num_queries(1):
        figures.ask_many(few * 50, reader=OPERATOR)


def run(*args):
    return CliRunner().invoke(commands.figure, list(args))


def test_it_prints_one_document(book):
    found = json.loads(run("show", "test.gap", "--period", "2017/18", "--json", "--explain").output)
    assert found["value"] == "33432000.00"
    assert found["explanation"]["parts"][0]["value"] == "33432000.00"
    wanted = "key label value unit display scope period as_at status definition"
    assert set(wanted.split()) <= set(found)


def test_it_prints_every_value(book):
    found = json.loads(run("show", "test.gap", "--all", "--json").output)
    assert [row["period"] for row in found] == [*YEARS, None]


def test_it_reads_as_a_user_when_told(book):
    user = an_actor().user
    refused = run("show", "test.gap", "--as", user.username)
    assert isinstance(refused.exception, figures.NotForReader)


def test_it_answers_wrong_usage_with_two(book):
    assert run("show", "test.gap", "--as-at", "yesterday").exit_code == 2


def test_it_tells_the_home_page_of_its_owner_what_moved(book):
    officer = an_actor("s151-officer")
    operations.sign_off("test.gap", period="2017/18", actor=officer, moment=MOMENT)
    reader = Reader.of(officer.user, MOMENT.date())
    assert list(home.moved(reader)) == []
    book.years["2017/18"] = 33_000
    told = list(home.moved(reader))
    assert [(one.display, one.address) for one in told] == [
        ("£33.000m", "/figures/test.gap/?period=2017/18")
    ]
    assert "£33.432m" in told[0].detail
    assert list(home.moved(ANYONE)) == []


def test_it_owes_its_owner_the_sign_off_of_what_another_stated(book):
    row = state("97.1", an_actor("finance-partner"))
    officer = a_reader("s151-officer")
    found = list(home.to_sign(officer, MOMENT.date()))
    assert len(found) == 1
    assert found[0].title.startswith("Sign off")
    assert "97.1%" in found[0].about
    assert list(home.to_sign(a_reader("budget-holder"), MOMENT.date())) == []
    operations.sign_value(row, actor=an_actor("s151-officer"), moment=MOMENT)
    assert list(home.to_sign(officer, MOMENT.date())) == []


def test_it_says_of_each_why_it_has_no_value_and_asks_no_more_for_it(
    book, django_assert_num_queries
):
    closed = a_reader("revenues-officer")
    asked = [Ask(key="test.gap", period=label) for label in YEARS]
    asked[1:1] = [Ask(key="test.gap", period="1999/00"), Ask(key="test.gap", scope="nowhere")]
    with django_assert_num_queries(1):
        found = asking.ask_each(asked, reader=OPERATOR)
    alone = []
    for one in (asked[1], asked[2]):
        with pytest.raises(TownclerkError) as refused:
            figures.ask(one.key, one.scope, one.period, reader=OPERATOR)
        alone.append(str(refused.value))
    assert [str(found[1]), str(found[2])] == alone
    values = [found[place].value for place in (0, 3, 4)]
    assert values == [Money.thousands(amount) for amount in YEARS.values()]
    with django_assert_num_queries(1):
        refusals = asking.ask_each(asked[3:], reader=ANYONE)
    assert {type(one) for one in refusals} == {figures.NotForReader}
    assert asking.those_open(asked, reader=closed) == []
