"""The page of measures, the values that wait for an owner, and defining one anew."""

from datetime import date

import pytest

from townclerk.figures.models import ReturnedValue, Scope
from townclerk.performance.models import Measure, Redefinition
from townclerk.performance.tests.builders import by
from townclerk.performance.tests.operations.test_measures import (
    VISITS,
    a_measure,
    a_row,
    brought,
)
from townclerk.platform.access.testing import a_user
from townclerk.platform.organisation import operations as organisation

pytestmark = pytest.mark.django_db
PAGE = "/performance/measures/"
WAITING = "/figures/waiting/"


@pytest.fixture
def visits():
    unit = organisation.create_unit(
        code="shops",
        name="One stop shops",
        kind="service",
        start=date(2020, 1, 1),
        **by("chief-executive"),
    )
    measure = a_measure(unit=unit)
    brought(
        a_row(),
        a_row(period="2021-10", value="1,460"),
        a_row(period="2021-10", basis="target", value="1,500"),
    )
    return measure


def test_it_shows_what_wants_attention_with_its_rule_and_filters_by_service(client, visits):
    client.force_login(a_user("chief-executive"))
    page = client.get(PAGE).content.decode()
    assert "1 missed" in page
    assert "Short of the target and no tolerance is set." in page
    assert "One stop shops" in page
    none = client.get(PAGE, {"unit": "parks"}).content.decode()
    assert "No measure fits these filters" in none


def test_the_public_sees_no_value_until_it_is_published(client, visits):
    assert "1,460" not in client.get(PAGE).content.decode()


def test_an_owner_signs_and_publishes_many_at_once(client, visits):
    client.force_login(a_user("head-of-service"))
    page = client.get(WAITING).content.decode()
    assert page.count('name="value"') == 3
    chosen = [str(pk) for pk in ReturnedValue.objects.values_list("pk", flat=True)]
    client.post(WAITING, {"act": "sign", "value": chosen})
    assert not ReturnedValue.objects.filter(signed_at=None).exists()
    client.post(WAITING, {"act": "publish", "value": chosen})
    assert "1,460" in client.get(PAGE).content.decode()


def test_whoever_may_state_values_is_led_to_the_sheet_of_a_period(client, visits):
    address = '/imports/figure-values/"'
    client.force_login(a_user("head-of-service", unit="shops"))
    assert address in client.get(PAGE).content.decode()
    client.force_login(a_user("scrutiny-member"))
    assert address not in client.get(PAGE).content.decode()


def test_nobody_signs_what_another_role_owns(client, visits):
    client.force_login(a_user("s151-officer"))
    assert "Nothing waits for you" in client.get(WAITING).content.decode()
    refused = client.post(
        WAITING, {"act": "sign", "value": [str(ReturnedValue.objects.first().pk)]}
    )
    assert refused.status_code == 422
    assert not ReturnedValue.objects.exclude(signed_at=None).exists()


def test_it_says_what_to_do_when_nothing_is_ticked(client, visits):
    client.force_login(a_user("head-of-service"))
    refused = client.post(WAITING, {"act": "sign"})
    assert (refused.status_code, "Tick at least one value" in refused.content.decode()) == (
        422,
        True,
    )


def test_a_measure_is_defined_anew_from_its_page(client, visits):
    client.force_login(a_user("information-officer"))
    address = f"{PAGE}{VISITS}/define-anew/"
    given = {
        "start_0": "1",
        "start_1": "4",
        "start_2": "2022",
        "start": "1 April 2022",
        "what": "Appointments count too",
        "definition": "People who came in or were seen by appointment.",
    }
    assert client.post(address, given).status_code == 302
    assert Redefinition.objects.get().start == date(2022, 4, 1)
    assert "appointment" in Measure.objects.get().definition


def test_a_role_without_the_area_defines_nothing_anew(client, visits):
    client.force_login(a_user("member"))
    assert client.get(f"{PAGE}{VISITS}/define-anew/").status_code == 403


def test_the_page_of_a_measure_shows_how_it_stands_its_series_and_what_it_means(client, visits):
    brought(a_row(period="2021-10", basis="family", value="1,400"))
    client.force_login(a_user("scrutiny-member"))
    page = client.get(f"{PAGE}{VISITS}/").content.decode()
    for said in (
        "1,460",
        "Target 1,500",
        "Missed",
        "106 more, better than",
        "Family group average",
        "<svg",
        "People who came in.",
        "One stop shops",
    ):
        assert said in page, said
    assert "State a value" not in page
    assert "Change what it means" not in page
    assert f'href="{PAGE}{VISITS}/"' in client.get(PAGE).content.decode()


def test_the_page_keeps_what_it_meant_before_and_draws_another_line_from_then(client, visits):
    client.force_login(a_user("information-officer"))
    given = {
        "start": "1 October 2021",
        "what": "Appointments count too",
        "definition": "People who came in or were seen by appointment.",
    }
    client.post(f"{PAGE}{VISITS}/define-anew/", given)
    brought(a_row(period="2021-08", value="1,300"), a_row(period="2021-11", value="1,500"))
    page = client.get(f"{PAGE}{VISITS}/").content.decode()
    assert "Until 1 October 2021 it meant: People who came in." in page
    assert "defined anew from October 2021" in page
    assert "definition 2" in page
    assert "Period before, October 2021" in page
    assert "Same period last year" not in page


def test_a_value_is_not_set_against_one_of_the_old_basis(client, visits):
    client.force_login(a_user("information-officer"))
    given = {"start": "1 October 2021", "what": "Calls count", "definition": "Calls too."}
    client.post(f"{PAGE}{VISITS}/define-anew/", given)
    page = client.get(f"{PAGE}{VISITS}/").content.decode()
    assert "Not comparable with September 2021, which is on the old basis." in page
    assert "Period before, September 2021, on its old basis" in page
    assert "106 more" not in page


def test_a_measure_without_a_value_asks_its_keeper_for_the_first(client):
    unit = organisation.create_unit(
        code="shops",
        name="One stop shops",
        kind="service",
        start=date(2020, 1, 1),
        **by("chief-executive"),
    )
    a_measure(unit=unit)
    client.force_login(a_user("head-of-service", unit="shops"))
    page = client.get(f"{PAGE}{VISITS}/").content.decode()
    assert f'href="/figures/{VISITS}/state/"' in page
    assert "1 measure without a value open to you" in client.get(PAGE).content.decode()
    stated = {"period": "2021-09", "value": "1,354", "evidence": "counter"}
    assert client.post(f"/figures/{VISITS}/state/", stated).status_code == 302
    assert "1,354" in client.get(f"{PAGE}{VISITS}/").content.decode()
    client.force_login(a_user("head-of-service", unit="parks"))
    assert client.get(f"/figures/{VISITS}/state/").status_code == 403
    client.logout()
    outside = client.get(f"{PAGE}{VISITS}/").content.decode()
    assert "1,354" not in outside
    assert "No value of it is open to you yet" in outside


def test_a_measure_that_is_not_public_is_open_to_its_own_service_only(client):
    unit = organisation.create_unit(
        code="shops",
        name="One stop shops",
        kind="service",
        start=date(2020, 1, 1),
        **by("chief-executive"),
    )
    a_measure(unit=unit, public=False)
    brought(a_row())
    client.force_login(a_user("head-of-service", unit="shops"))
    assert "1,354" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{VISITS}/").status_code == 200
    client.force_login(a_user("head-of-service", unit="parks"))
    assert "1,354" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}{VISITS}/").status_code == 404


def test_a_scope_has_its_own_page_of_a_measure(client, visits):
    Scope.objects.create(code="bootle", label="Bootle")
    brought(a_row(scope="bootle", value="12"))
    client.force_login(a_user("chief-executive"))
    page = client.get(f"{PAGE}{VISITS}/", {"scope": "bootle"}).content.decode()
    assert "Visits: Bootle" in page
    assert f'href="{PAGE}{VISITS}/"' in page
    assert client.get(f"{PAGE}{VISITS}/", {"scope": "nowhere"}).status_code == 404


def test_what_is_owed_is_named_in_words_and_leads_to_stating_it(client):
    a_measure(frequency="monthly", due_from=date(2021, 9, 1), tolerance="500")
    brought(a_row())
    client.force_login(a_user("information-officer"))
    page = client.get(f"{PAGE}{VISITS}/").content.decode()
    assert f'<a class="govuk-link" href="/figures/{VISITS}/state/?period=2021-10">' in page
    assert "Short of it by no more than 500" in page
    assert "from October 2021 to" in client.get(PAGE).content.decode()
