"""Every figure asked by every role: the same value as everybody's, or a refusal; never more."""

from collections.abc import Iterable, Iterator

import pytest

from tests.access.conftest import ANONYMOUS, WHO, grants, own_only
from townclerk import figures
from townclerk.figures import Ask, Figure, NotForReader, Status
from townclerk.figures.asking import ask_each
from townclerk.figures.declaration import Definition
from townclerk.figures.permission import OPERATOR
from townclerk.figures.register import definitions
from townclerk.finance.models import PlanVersion
from townclerk.kernel.explained import Step
from townclerk.platform.access.areas import Reach, Verb
from townclerk.platform.access.matrix import published_to_everyone
from townclerk.platform.access.reader import Reader
from townclerk.platform.records import one_look

PERIOD = "2017/18"


def asked(keys: Iterable[str], reader: object) -> dict[str, Figure | NotForReader | None]:
    """Each figure, for one year where a whole is not to be had; or that it is refused; or None
    where it has no value. Asked together, so that an area reads its records once for all of them.
    """
    found: dict[str, Figure | NotForReader | None] = dict.fromkeys(keys)
    waiting = list(found)
    for period in (None, PERIOD):
        asks = [Ask(key=key, period=period) for key in waiting]
        with one_look():
            answered = dict(zip(waiting, ask_each(asks, reader=reader), strict=True))
        told = {k: one for k, one in answered.items() if isinstance(one, Figure | NotForReader)}
        found |= told
        waiting = [key for key in waiting if key not in told]
    return found


def reaches(who: str, definition: Definition) -> set[Reach]:
    everyone = [grant for grant in published_to_everyone() if grant.area is definition.area]
    return {
        grant.reach
        for grant in (*grants(who, definition.area), *everyone)
        if grant.verb is Verb.READ and not grant.subject and not grant.clearance
    }


def may_open(who: str, definition: Definition, status: Status) -> bool:
    """What the words of the matrix say of a figure of the whole council."""
    published = definition.public and status.open_to_public
    if published:
        return True
    if definition.clearance:
        return False
    found = reaches(who, definition)
    whole = Reach.ALL in found and not (who != ANONYMOUS and own_only(who))
    return whole or Reach.TOTALS in found


@pytest.fixture(scope="package")
def known(loaded, django_db_blocker) -> dict[str, Figure]:
    """Every figure that has a value, as the machine's own operator sees it."""
    with django_db_blocker.unblock():
        found = asked([each.key for each in definitions()], OPERATOR)
    return {key: figure for key, figure in found.items() if isinstance(figure, Figure)}


def every(step: Step) -> Iterator[Step]:
    yield step
    for part in step.parts:
        yield from every(part)


def test_it_has_a_value_for_the_published_figures(people, known):
    published = [figure for figure in known.values() if figure.status.open_to_public]
    assert len(published) >= 4


@pytest.mark.parametrize("who", WHO)
def test_it_gives_each_role_the_value_or_a_refusal(people, known, who):
    reader = people.reader(who)
    for key, seen in asked(known, reader).items():
        whole, definition = known[key], figures.definition(key)
        if isinstance(seen, NotForReader):
            assert not may_open(who, definition, whole.status), f"{key} is refused to {who}"
            continue
        assert may_open(who, definition, whole.status), f"{key} is open to {who}"
        assert seen is not None
        assert (seen.value, seen.status) == (whole.value, whole.status), f"{key} for {who}"
        _cut(seen, whole, reader)


def _cut(seen: Figure, whole: Figure, reader: Reader) -> None:
    """Whoever reads no records sees no record and no person; nobody sees more than there is."""
    labels = {step.label for step in every(whole.explanation)}
    records = bool(reader.may(Verb.READ, whole.definition.area))
    for step in every(seen.explanation):
        assert step.label in labels
        if not records:
            assert step.records is None or not (step.records.keys or step.records.url)
            assert step.source is None or not (step.source.who or step.source.row)


@pytest.mark.parametrize("who", WHO)
def test_it_closes_the_figures_of_an_unpublished_plan(people, who):
    PlanVersion.objects.filter(number=1).update(state=PlanVersion.State.DRAFT, published_on=None)
    reader = people.reader(who)
    plans = [each.key for each in definitions() if each.key.startswith("finance.plan.")]
    assert plans
    for key, found in asked(plans, reader).items():
        if isinstance(found, Figure):
            assert may_open(who, figures.definition(key), found.status), f"{key} is open to {who}"


@pytest.mark.parametrize("form", ["page", "file", "program"])
def test_it_answers_anybody_alike_on_the_page_in_the_file_and_to_a_program(people, known, form):
    client = people.client(ANONYMOUS)
    for key, figure in known.items():
        query = f"?period={figure.period.label}" if figure.period else ""
        address = {
            "page": f"/figures/{key}/{query}",
            "file": f"/figures/{key}/download.json{query}",
            "program": f"/api/figures/{key}{query}",
        }[form]
        answer = client.get(address)
        if may_open(ANONYMOUS, figures.definition(key), figure.status):
            assert answer.status_code == 200, address
            shown = figure.display if form == "page" else str(figure.value)
            assert shown in answer.content.decode(), address
        else:
            assert answer.status_code in (302, 401, 403), address
