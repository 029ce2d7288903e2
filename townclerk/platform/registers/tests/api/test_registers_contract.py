"""The interface of registers keeps to its own description, whatever it is sent."""

from contextlib import contextmanager

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from townclerk.finance.models import GrantStream
from townclerk.platform.access.testing import a_user

pytestmark = pytest.mark.django_db
SCHEMA = "/api/openapi.json"
CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)
OPERATIONS = {
    "GET /api/r",
    "GET /api/r/{name}",
    "GET /api/r/{name}/{pk}",
    "POST /api/r/{name}",
    "PATCH /api/r/{name}/{pk}",
    "POST /api/r/{name}/{pk}/{step}",
}


def session(*roles):
    """The cookies and the token of somebody signed in, as a program would send them."""
    client = Client()
    client.force_login(a_user(*roles))
    client.get("/r/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    cookies.setdefault("csrftoken", "a" * 32)
    return {"cookies": cookies, "headers": {"X-CSRFToken": cookies["csrftoken"]}}


@contextmanager
def one_connection():
    """The service closes connections between requests; here they are all inside one transaction.

    Django's own client connects the signals anew, so it has been used before this is entered.
    """
    between = (signals.request_started, signals.request_finished)
    for signal in between:
        signal.disconnect(close_old_connections)
    yield
    for signal in between:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("signed_in", [True, False])
def test_it_answers_every_request_as_it_describes(signed_in):
    stream = GrantStream.objects.create(code="homes", name="Homes", type="core")
    who = session("finance-partner") if signed_in else {}
    with one_connection():
        assert every_operation(stream, who) == OPERATIONS


def every_operation(stream, who):
    """Send each operation what its description allows, and hold the answers to it."""
    schema = schemathesis.openapi.from_wsgi(SCHEMA, application).include(path_regex="^/api/r($|/)")
    seen = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        seen.add(f"{operation.method.upper()} {operation.path}")

        @settings(
            max_examples=8,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def run(case):
            # A register and a record that exist, so that more than the missing ones is asked.
            if "name" in (case.path_parameters or {}):
                case.path_parameters["name"] = "grants"
            if "pk" in (case.path_parameters or {}):
                case.path_parameters["pk"] = stream.pk
            response = case.call(**who)
            case.validate_response(response, checks=CHECKS)

        run()
    return seen
