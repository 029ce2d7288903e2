"""What a document keeps uncut is cut for whoever opens it, exactly as the figure itself is."""

import json
from dataclasses import replace
from datetime import date

import pytest

from townclerk import figures
from townclerk.figures import kept, links, presenting, register
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.explained import Provenance, Records, Step
from townclerk.kernel.money import Money
from townclerk.platform.access import matrix
from townclerk.platform.access.areas import Area
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import a_reader, a_user

pytestmark = pytest.mark.django_db
CLASSES = ("public", "totals", "records", "personal", "exempt")
SOURCE = Provenance(
    file="people.csv", checksum="a" * 64, who="A Name", when=None, batch="import-1", row="12"
)


def compute(question):
    parts = tuple(
        Step(
            label=access,
            value=place + 2,
            access=access,
            how=f"how of {access}",
            records=Records(count=1, kind="case", label="cases", keys=("k",), url="/r/x/1/"),
            source=SOURCE,
            parts=(Step(label=f"below {access}", value=Money(place)),),
        )
        for place, access in enumerate(CLASSES)
    )
    step = Step(label="Top", value=20, how="2 + 3 + 4 + 5 + 6", parts=parts)
    return figures.Answer(value=20, step=step, status=figures.Status.PUBLISHED)


@pytest.fixture(params=[True, False], ids=["public", "inside"])
def declared(request):
    figures.figure(
        key="test.kept",
        label="Kept",
        unit=figures.Unit.COUNT,
        display="count",
        definition="A figure with every class of access.",
        source="the test",
        owner_role="s151-officer",
        area=Area.FINANCIAL_PLANNING,
        public=request.param,
    )(compute)
    yield
    register.discard("test.kept")


@pytest.fixture
def document(declared):
    found = figures.ask("test.kept", reader=OPERATOR)
    return json.loads(json.dumps(presenting.document(found, explain=True)))


def readers():
    yield "anybody", Reader.anonymous(date(2026, 5, 1))
    for role in matrix.roles():
        reader = a_reader(role)
        yield role, reader
        yield f"{role}, cleared", replace(reader, clearances=frozenset({"personal", "exempt"}))


def seen(ask):
    try:
        return ask().explanation.to_json()
    except figures.NotForReader:
        return None


def test_it_shows_each_role_what_the_figure_itself_would(document):
    shown = {}
    for name, reader in readers():
        live = seen(lambda reader=reader: figures.ask("test.kept", reader=reader))
        assert seen(lambda reader=reader: kept.opened(document, reader=reader)) == live, name
        shown[name] = json.dumps(live)
    assert len(set(shown.values())) > 2
    assert "A Name" not in shown["anybody"]
    assert "below personal" in shown["s151-officer, cleared"]


def test_it_opens_at_an_address_for_who_may_open_the_document(document, client, monkeypatch):
    def provider(key, scope, period, reader):
        if key != "test.kept":
            return []
        place = links.Printed(
            "A report", "/reports/1/", date(2017, 1, 12), "20", "", "publication-1", document
        )
        return [place]

    monkeypatch.setattr(links, "_providers", [provider])
    address = links.kept_url("test.kept", "publication-1", "council", None)
    answer = client.get(address)
    if not figures.definition("test.kept").public:
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert "12 January 2017" in page
    assert "people.csv" in page
    assert not any(words in page for words in ("A Name", "below personal", "below exempt"))
    assert client.get(address.replace("-1", "-2")).status_code == 404
    assert address in client.get("/figures/test.kept/").content.decode()
    client.force_login(a_user("s151-officer"))
    inside = client.get(address).content.decode()
    assert "people.csv, row 12, SHA-256 aaaaaaaaaaaa, brought by A Name" in inside
    assert "A report, 12 January 2017" in inside
