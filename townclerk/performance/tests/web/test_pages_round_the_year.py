"""Pages of service plans, quarters, reviews, returns and partnerships: who opens which."""

from datetime import date

import pytest

from townclerk.performance.models import (
    PackFigure,
    PackItem,
    PlanTemplate,
    Quarter,
    TemplatePart,
)
from townclerk.performance.operations import service_plans
from townclerk.performance.operations.reviews import create_review
from townclerk.performance.tests.builders import by
from townclerk.platform import records
from townclerk.platform.access.testing import a_user, an_actor
from townclerk.platform.organisation import operations as organisation
from townclerk.platform.organisation.models import Unit

pytestmark = pytest.mark.django_db
INSIDE = ("reviews", "partnerships", "quarters")


@pytest.fixture
def plans():
    made = by("chief-executive")
    template = PlanTemplate(code="t", title="Plans", year=2025, due=date(2025, 1, 31))
    records.create(template, **made)
    part = TemplatePart(template=template, code="p", title="Purpose", guidance="For whom it is")
    records.create(part, **made)
    for code in ("libraries", "parks"):
        unit = organisation.create_unit(
            code=code,
            name=code.title(),
            kind="service",
            parent=None,
            start=date(2016, 4, 1),
            actor=an_actor("chief-executive"),
            moment=made["moment"],
        )
        values = {"template": template, "unit": unit, "code": f"{code}-25", "title": code}
        service_plans.create(values, **by("chief-executive"))


def test_a_head_of_service_sees_the_plan_of_their_own_service_alone(client, plans):
    client.force_login(a_user("head-of-service", unit="libraries"))
    shown = client.get("/performance/service-plans/").content.decode()
    assert "Libraries" in shown
    assert "Parks" not in shown
    own = client.get("/performance/service-plans/libraries-25/")
    assert "For whom it is" in own.content.decode()
    assert client.get("/performance/service-plans/parks-25/").status_code == 403
    assert "/performance/service-plans/" in shown
    assert "The plan is not sent yet" in shown
    page = client.get("/performance/intelligence/").content.decode()
    assert "/r/intelligence-requests/new/" in page
    for closed in ("drills", "data-matchings"):
        assert f'href="/r/{closed}/"' not in page
    for name in INSIDE:
        assert client.get(f"/performance/{name}/").status_code == 403
        assert f'href="/performance/{name}/"' not in shown


def test_whoever_reads_the_area_opens_every_page_and_a_wrong_day_is_told(client, plans):
    client.force_login(a_user("scrutiny-member"))
    for name in (*INSIDE, "intelligence", "returns", "service-plans"):
        assert client.get(f"/performance/{name}/").status_code == 200

    create_review({"code": "peer", "title": "Peers", "by": "Peers"}, **by("chief-executive"))
    found = client.get("/performance/reviews/peer/?on=yesterday")
    assert found.status_code == 200


def a_quarter(**values):
    return Quarter.objects.create(
        code="q2",
        period="2024/25-Q2",
        first=date(2024, 7, 1),
        last=date(2024, 9, 30),
        collect_by=date(2024, 10, 1),
        moderate_by=date(2024, 10, 2),
        leadership_on=date(2024, 10, 3),
        cabinet_on=date(2024, 10, 4),
        state="moderated",
        **values,
    )


def test_only_a_cabinet_member_signs_a_portfolios_pack(client, plans):
    a_quarter()
    address = "/performance/quarters/q2/sign/parks/"
    client.force_login(a_user("finance-partner"))
    assert client.get(address).status_code == 403
    client.force_login(a_user("cabinet-member"))
    sent = client.post(address, {"note": ""})
    assert sent.status_code == 422
    assert "has no figure" in sent.content.decode()


def test_a_member_held_for_a_portfolio_sees_and_signs_its_pack_and_no_other(client, plans):
    quarter = a_quarter(achievements="A fair was held")
    item = PackItem.objects.create(
        code="spend", key="a.spend", section="budget", by_portfolio=True, start=date(2024, 4, 1)
    )
    for code, value in ((None, "77"), ("parks", "33"), ("libraries", "55")):
        unit = Unit.objects.filter(code=code).first()
        PackFigure.objects.create(
            quarter=quarter,
            item=item,
            portfolio=unit,
            label="Spent",
            value=value,
            display=f"£{value}",
            as_at=date(2024, 9, 30),
            origin="the ledger",
            signed=True,
        )
    address = "/performance/quarters/q2/"
    client.force_login(a_user("cabinet-member", unit="parks"))
    assert f'href="{address}"' in client.get("/performance/quarters/").content.decode()
    for asked in ("", "parks", "libraries"):
        page = client.get(address, {"portfolio": asked}).content.decode()
        assert "£33" in page
        for closed in ("£55", "£77", "come to", "A fair", "Libraries", "/r/quarters/"):
            assert closed not in page, closed
    assert f'href="{address}sign/parks/"' in page
    assert client.get(f"{address}sign/libraries/").status_code == 403
    assert client.post(f"{address}sign/parks/", {"note": ""}).status_code == 302
    assert quarter.signs.get().portfolio.code == "parks"
    client.force_login(a_user("cabinet-member", unit="elsewhere"))
    assert client.get(address).status_code == 403
