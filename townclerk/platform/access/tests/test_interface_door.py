"""The door of every operation of the interface: declared, asked, and safe from forgery."""

import json

import pytest
from django.test import Client
from ninja import NinjaAPI, Router

from config.api import api
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import ApiNeeds, api_needs, api_public, reader_of_request
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import a_user


def operations(of):
    for prefix, router in of._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{operation.methods} {prefix}{path}", operation


def undeclared(of):
    return [
        name
        for name, operation in operations(of)
        if not operation.auth_callbacks
        or not all(isinstance(asked, ApiNeeds) for asked in operation.auth_callbacks)
    ]


def test_it_finds_every_operation_declared():
    assert len(list(operations(api))) > 5
    assert undeclared(api) == []


def test_it_finds_an_operation_that_declares_nothing():
    router = Router()
    router.get("/open", auth=api_public)(lambda request: "")
    router.get("/forgotten")(lambda request: "")
    planted = NinjaAPI(urls_namespace="planted")
    planted.add_router("/x", router)
    assert undeclared(planted) == ["['GET'] /x/forgotten"]


@pytest.fixture
def asked(rf, db):
    """Asks the door of an operation as a session does, with or without the token."""

    def ask(method, user, *, token=False, door=api_public):
        browser = Client(enforce_csrf_checks=True)
        browser.get("/sign-in/")
        value = browser.cookies["csrftoken"].value if "csrftoken" in browser.cookies else "a" * 32
        headers = {"HTTP_X_CSRFTOKEN": value} if token else {}
        request = getattr(rf, method)("/api/x", **headers)
        request.COOKIES["csrftoken"] = value
        request._dont_enforce_csrf_checks = False
        request.user = user
        reader_of_request(request)
        return door(request)

    return ask


def test_it_refuses_a_session_that_writes_without_the_token(asked):
    user = a_user("finance-partner")
    with pytest.raises(Refused, match="X-CSRFToken"):
        asked("post", user)
    assert asked("post", user, token=True).user_id == user.pk
    assert asked("get", user).user_id == user.pk


def test_it_asks_the_role_before_the_token(asked):
    door = api_needs(Verb.CONTRIBUTE, Area.FINANCIAL_PLANNING)
    with pytest.raises(Refused, match="may not contribute"):
        asked("post", a_user("member"), door=door)


def test_it_guards_an_operation_that_is_served(db):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(a_user("s151-officer"))
    given = {"content_type": "application/json", "data": json.dumps({"case": {}})}
    refused = browser.post("/api/calc/deadline", **given)
    assert refused.status_code == 403
    assert "X-CSRFToken" in refused.json()["detail"]
    browser.get("/account/")
    passed = browser.post(
        "/api/calc/deadline", headers={"X-CSRFToken": browser.cookies["csrftoken"].value}, **given
    )
    assert passed.status_code != 403
