"""Calculations over the interface give what the command line gives."""

import json
from decimal import Decimal

import pytest

from townclerk.calc import catalogue, runner
from townclerk.platform.parameters import source

pytestmark = pytest.mark.django_db


def asked(client, name, document, **query):
    return client.post(
        f"/api/calc/{name}",
        data=document if isinstance(document, str) else json.dumps(document, default=str),
        content_type="application/json",
        query_params=query,
    )


def test_every_calculation_is_listed_to_anybody(client):
    listed = client.get("/api/calc").json()
    assert [one["name"] for one in listed] == list(catalogue.names())


@pytest.mark.parametrize("calculation", catalogue.calculations(), ids=lambda one: one.name)
def test_an_example_gives_what_the_command_gives(client, calculation):
    described = client.get(f"/api/calc/{calculation.name}").json()
    assert described["schema"]["type"] == "object"
    found = asked(client, calculation.name, described["example"], explain="true").json()
    (expected,) = runner.run_document(calculation, calculation.example, source(), file="")
    assert found["result"] == json.loads(json.dumps(expected.to_json(explain=True)["result"]))
    assert found["explanation"]["label"]


def test_a_list_of_cases_gives_a_list_of_answers(client):
    example = catalogue.by_name("deadline").example
    answers = asked(client, "deadline", [example, example]).json()
    assert len(answers) == 2
    assert answers[0] == answers[1]


def test_decimal_numbers_stay_exact(client):
    case = catalogue.by_name("council-tax-base").example
    text = json.dumps(case, default=lambda value: str(Decimal(str(value))))
    assert asked(client, "council-tax-base", text).status_code == 200


def test_every_fault_is_told_with_its_place(client):
    response = asked(client, "council-tax-base", [{}, {"unheard": 1}])
    assert response.status_code == 400
    places = {problem["field"] for problem in response.json()["problems"]}
    assert {"$[0]", "$[1]"} <= {place[:4] for place in places}


def test_a_body_that_is_not_json_is_refused_in_words(client):
    response = asked(client, "deadline", "{not json")
    assert (response.status_code, response.json()["code"]) == (400, "not-accepted")
    assert "not readable JSON" in response.json()["problems"][0]["message"]


@pytest.mark.parametrize("verb", ["get", "post"])
def test_an_unknown_name_is_not_found_and_says_what_there_is(client, verb):
    response = getattr(client, verb)("/api/calc/nothing", content_type="application/json")
    assert response.status_code == 404
    assert "council-tax-base" in response.json()["detail"]
