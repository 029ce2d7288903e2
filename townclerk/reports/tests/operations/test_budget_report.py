import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townclerk.figures.permission import OPERATOR
from townclerk.reports import building, catalogue, composing, drafting

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


def test_it_says_the_plan_in_words_whose_directions_follow_the_signs(printed_plan, template):
    documents = building.documents_of(template.figures, reader=OPERATOR)
    text = " ".join(said.text for said in building.say(template, documents))
    for printed in ("64.418", "33.432", "14.614", "16.372", "56.657", "14.028", "4.468"):
        assert printed in text
    assert "narrow the gap by £7.761m" in text
    assert "in the second they widen it by £4.693m" in text
    assert "−" not in text


def test_it_has_a_chapter_for_each_part_of_a_budget_report(template):
    titles = [chapter.title for chapter in template.chapters]
    assert titles[0] == "In short"
    parts = (
        "Context", "The gap first forecast", "What has changed since",
        "How the gap is closed before council tax", "The framework for change", "Council tax",
        "Phasing and the cost of change", "Balances", "Capital grants", "Risks", "Consultation",
        "Equality", "Conclusion",
    )  # fmt: skip
    assert tuple(titles[1:]) == parts
    text = " ".join(" ".join(chapter.text.split()) for chapter in template.chapters)
    assert "vision and purposes" in text
    assert "Government grant, retained business rates" in text


def test_it_asks_as_many_queries_for_a_few_figures_as_for_every_one_of_the_report(printed_plan):
    every = composing.refs_of(drafting.named("budget-report", "2017/18"))
    # Whether a period is named decides what must be listed, and nothing else does.
    few = list({(ref.key, bool(ref.period)): ref for ref in every}.values())
    assert len(few) < 30
    assert len(every) > 150
    assert queries_for(every) == queries_for(few)
    lines = [ref for ref in every if ref.key == "finance.plan.line" and ref.period]
    assert queries_for(lines[:40]) == queries_for(lines[:10])
