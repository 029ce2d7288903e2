import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.figures.permission import OPERATOR
from townclerk.finance.tests import builders
from townclerk.platform.access.testing import an_actor
from townclerk.reports import building, catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def template():
    catalogue.template.cache_clear()
    return catalogue.template("budget-report")


def queries_for(refs):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        building.documents_of(refs, reader=OPERATOR)
    return len(seen)


def test_it_says_the_plan_in_words_whose_directions_follow_the_signs(template):
    builders.load_everything(an_actor("s151-officer"))
    documents = building.documents_of(template.figures, reader=OPERATOR)
    text = " ".join(said.text for said in building.say(template, documents))
    for printed in ("64.418", "33.432", "14.614", "16.372", "56.657", "14.028", "4.468"):
        assert printed in text
    assert "narrow the gap by £7.761m" in text
    assert "in the second they widen it by £4.693m" in text
    assert "−" not in text


def test_it_asks_as_many_queries_for_one_year_of_the_plan_as_for_all(template):
    builders.load_everything(an_actor("s151-officer"))
    plan = [ref for ref in template.figures if ref.key.startswith("finance.plan.")]
    once_each = list({ref.key: ref for ref in plan}.values())
    assert queries_for(plan) <= queries_for(once_each) < len(plan)
