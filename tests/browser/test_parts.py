"""What htmx fetches is the element the whole page has in that place."""

import re
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from tests.browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.pages, pytest.mark.slow]

ONLY_A_PART = {"search:suggestions": "titles offered while typing, which no page shows"}
IN_PARTS = {"jobs:one", "exchange:upload", "search:results", "tasks:mine", "figures:show"}
TOKEN = re.compile(r"^[A-Za-z0-9]{64}$")


def get(served: Served, visit: dict[str, Any], *, part: bool) -> str:
    headers = {"HX-Request": "true"} if part else {}
    if visit["who"] != "anonymous":
        headers["Cookie"] = f"sessionid={served.told['sessions'][visit['who']]}"
    connection = HTTPConnection(urlsplit(served.address).netloc, timeout=30)
    connection.request("GET", visit["address"], headers=headers)
    answer = connection.getresponse()
    # Where somebody is asked again who they are, there is no part to compare.
    text = answer.read().decode() if answer.status == 200 else "<html>"
    connection.close()
    return text


def roots(html: str) -> list[Tag]:
    found = BeautifulSoup(html, "html.parser")
    return [each for each in found.children if isinstance(each, Tag)]


def plain(element: Tag) -> str:
    """The element without the tokens that differ from answer to answer."""
    for each in element.select("input[value]"):
        if TOKEN.match(str(each["value"])):
            del each["value"]
    return re.sub(r"\s+", " ", str(element)).replace("> <", "><")


def place(element: Tag) -> str:
    """Where the element stands on the page: by its id, or by its tag and classes."""
    named = element.get("id")
    return f"#{named}" if named else ".".join([element.name, *element.get_attribute_list("class")])


def visits(served: Served) -> list[dict[str, Any]]:
    """Every address that answers with a page or a part of one, once, and each that fetches."""
    kept: dict[str, dict[str, Any]] = {}
    for each in [visit for visits in served.told["visits"].values() for visit in visits]:
        shown = each["status"] == 200 and each["content_type"].startswith("text/html")
        if shown:
            kept.setdefault(each["kind"] if each["moving"] else each["name"], each)
    return list(kept.values())


def test_every_part_is_the_same_element_of_its_page(council):
    found, wrong = set(), []
    for visit in visits(council):
        part = get(council, visit, part=True)
        if "<html" in part or visit["name"] in ONLY_A_PART:
            continue
        found.add(visit["name"])
        page = BeautifulSoup(get(council, visit, part=False), "html.parser")
        assert roots(part), f"{visit['kind']}: the part is empty"
        for element in roots(part):
            same = page.select(place(element))
            if [plain(each) for each in same] != [plain(element)]:
                wrong.append(f"{visit['kind']}: {place(element)} differs from that of the page")
    assert not wrong, "\n".join(wrong)
    assert found >= IN_PARTS
