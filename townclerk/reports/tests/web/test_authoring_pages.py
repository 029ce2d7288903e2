"""Journeys through the pages: a report written, changed beneath, cleared and published."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from townclerk.finance.models import PlanLine, PlanVersion
from townclerk.platform.access.testing import a_user
from townclerk.reports.models import Report

pytestmark = pytest.mark.django_db
REPORT = "budget-2017"
PURPOSES = ("protect", "communities", "core_services", "place", "reform", "prosperity", "income")


def page(answer):
    return BeautifulSoup(answer.content, "html.parser")


@pytest.fixture
def people():
    found = {
        who: a_user(role)
        for who, role in (
            ("author", "finance-partner"),
            ("hr", "hr-officer"),
            ("s151", "s151-officer"),
            ("monitoring", "monitoring-officer"),
            ("clerk", "democratic-services"),
        )
    }
    found["cleared"] = a_user("finance-partner", clearances=("exempt",))
    return found


@pytest.fixture
def plan(printed_plan):
    return PlanVersion.objects.get(number=1)


@pytest.fixture
def say(client, people):
    """Send a form of a report as somebody; the words of the page it leads to when asked for."""

    def sent(who, name, *more, read=False, **typed):
        client.force_login(people[who])
        address = reverse(f"reports:{name}", args=[REPORT, *more])
        answer = client.post(address, typed, follow=read)
        assert answer.status_code == (200 if read else 302)
        return page(answer).get_text(" ") if read else ""

    return sent


def begin(client, people, subject="The budget", template="budget-report", period="2017/18"):
    client.force_login(people["author"])
    wanted = {
        "template": template,
        "subject": subject,
        "reference": REPORT,
        "body": "cabinet",
        "meeting_date": "2017-01-12",
        "period": period,
    }
    made = client.post(reverse("reports:new"), wanted)
    assert made.status_code == 302
    address = reverse("reports:cover", args=[REPORT])
    form = page(client.get(address)).find("form", method="post", attrs={"novalidate": True})
    typed = {one["name"]: one.get_text() for one in form.find_all("textarea")}
    typed |= {one["name"]: one.get("value", "") for one in form.select("input.govuk-input")}
    typed |= {one["name"]: one["value"] for one in form.select("input[type=radio][checked]")}
    typed |= {f"core_purposes.{code}": "positive" for code in PURPOSES}
    assert client.post(address, typed).status_code == 302


def show(client, people, who="author"):
    client.force_login(people[who])
    answer = client.get(reverse("reports:show", args=[REPORT]))
    assert answer.status_code == 200
    return page(answer)


def change_plan(client, people, plan, code, thousands):
    """Type one amount of the first year into the plan's own grid."""
    line = PlanLine.objects.get(plan=plan, code=code)
    client.force_login(people["author"])
    address = reverse("finance:edit", args=[plan.number]) + f"?step={line.step}"
    form = page(client.get(address)).find("table").find_parent("form")
    typed = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    typed[f"a-{line.pk}-2017"] = thousands
    assert client.post(address, typed).status_code == 302


def test_a_changed_input_follows_into_every_place_and_the_log_lists_them(client, people, plan, say):
    begin(client, people)
    say("author", "do", "seen")
    before = show(client, people)
    assert "None since you looked last" in before.get_text()
    change_plan(client, people, plan, "reform-b", "-1,310")
    after = show(client, people)
    glowing = {one.get_text(" ").split()[0] for one in after.select("article mark.tc-moved")}
    # £10k more in one proposal: the proposals and what remains, wherever they are printed.
    assert {"£45.639m", "£14.018m", "£4.458m"} <= glowing
    moved = after.find("h2", string="Figures that moved").find_next("ul").get_text(" ")
    assert "£14.028m, now £14.018m" in " ".join(moved.split())
    for place in (
        "Cover, Revenue cost",
        "Recommendation 1",
        "In short, paragraph 1.2",
        "How the gap is closed before council tax, paragraph 5.2",
        "Table “From the first forecast to the remaining gap”, Remaining gap",
        "Picture “From the first forecast to the remaining gap, whole plan”, Remaining gap",
    ):
        assert place in moved, place
    for hidden in after.select("article .govuk-visually-hidden"):
        hidden.decompose()
    text = after.find("article").get_text(" ")
    assert "That leaves £14.018m for council tax" in " ".join(text.split())
    assert "14.028 remains" not in text
    assert text.count("14.018") >= 5
    say("author", "do", "seen")
    settled = show(client, people)
    assert not settled.select("mark.tc-moved")
    assert "from £14.028m to £14.018m" in settled.get_text(" ")


def test_a_balancing_table_that_no_longer_adds_up_refuses_the_report(client, people, plan, say):
    begin(client, people)
    client.force_login(people["author"])
    new = {
        "code": "reform-new",
        "heading": "A proposal the table does not list",
        "plan": str(plan.number),
        "step": "proposal",
        "type": "reform",
    }
    steps = {value for value, _ in PlanLine.Step.choices}
    new["step"] = PlanLine.objects.get(plan=plan, code="reform-b").step
    assert new["step"] in steps
    answer = client.post(reverse("registers:new", args=["plan-lines"]), new)
    assert answer.status_code == 302, page(answer).get_text(" ")[:2000]
    change_plan(client, people, plan, "reform-new", "-250")
    refused = say("author", "act", "consultation", read=True)
    assert "“The proposals”: the column “2017/18” adds up to −12.744" in refused
    assert "its total says −12.994" in refused
    assert Report.objects.get(reference=REPORT).state == "drafting"


def test_a_source_that_moves_after_clearance_stops_publication_until_cleared_again_or_held(
    client, people, plan, say, tmp_path, monkeypatch
):
    monkeypatch.setenv("TOWNCLERK_HOME", str(tmp_path))
    begin(client, people)
    say("author", "act", "consultation")
    refused = say("s151", "act", "clear-finance", reference="LD 4466/17", read=True)
    assert "is not a reference of finance" in refused
    say("s151", "act", "clear-finance", reference="FD 4466/17")
    say("monitoring", "act", "clear-legal", reference="LD 3749/17")
    strip = show(client, people, "monitoring").select_one(".tc-strip").get_text(" ")
    assert "FD 4466/17, by" in strip
    assert "LD 3749/17, by" in strip
    change_plan(client, people, plan, "revision-other-net-changes", "1,146")
    moved = show(client, people, "s151").get_text(" ")
    assert "cleared on" in moved
    assert "as £56.657m, source now £56.667m" in moved
    refused = say("author", "act", "cleared", read=True)
    assert "as £56.657m, source now £56.667m" in refused
    assert Report.objects.get(reference=REPORT).state == "consultation"
    say("s151", "act", "hold-finance", reason="The table of the settlement stands")
    say("monitoring", "act", "clear-legal", reference="LD 3750/17")
    say("author", "act", "cleared")
    say("s151", "act", "approved")
    say("clerk", "act", "publish")
    kept = Report.objects.get(reference=REPORT)
    assert kept.state == "published"
    client.logout()
    shown = page(client.get(reverse("reports:show", args=[REPORT])))
    order = [one.get_text(" ", strip=True) for one in shown.select("article h1, article a")]
    assert order[:2] == ["The budget", "Download: Word file"]
    printed = shown.get_text(" ")
    assert "£56.657m" in printed
    assert "£56.667m" not in printed
    assert "FD 4466/17" in printed


@pytest.fixture
def begun(client, people):
    """A report from a template without figures, so that its pages are quick."""
    source = b"""
name: plain-report
title: Plain report
from: 2016-01-01
form: committee
cover: {purpose: To say it., reasons: It is so., legal: None., people: None., service_impact: None.,
  alternatives: None., revenue_cost: None., capital_cost: None., implementation: At once.,
  exempt: "no", key_decision: "no", forward_plan: "no", wards: All, authors: [Director],
  contact: [Director], background: [None], equality: No equality implication}
recommendations: [Note it.]
chapters:
  - {title: Context, paragraphs: [It began well.]}
  - {title: Outlook, paragraphs: [It goes on.]}
"""
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(people["clerk"])
    address = reverse("reports:templates")
    bad = SimpleUploadedFile(
        "bad.yaml", source.replace(b"It goes", b"12 go").replace(b"form:", b"frm:")
    )
    refused = client.post(address, {"file": bad})
    assert refused.status_code == 422
    told = page(refused).select_one(".govuk-error-summary").get_text(" ")
    assert "frm is not known" in told
    assert "“12” is typed" in told
    taken = client.post(address, {"file": SimpleUploadedFile("plain.yaml", source)}, follow=True)
    assert "Plain report" in page(taken).get_text(" ")
    begin(client, people, template="plain-report", period="")
    return Report.objects.get(reference=REPORT)


def test_a_section_goes_from_being_asked_to_being_accepted_by_its_pages(begun, client, people, say):
    due = {"role": "hr-officer", "due": "2017-01-05", "wanted": "How many posts?"}
    say("author", "do", "ask", section="outlook", stay="yes", **due)
    client.force_login(people["hr"])
    owed = page(client.get(reverse("tasks:mine")))
    assert "Write “Outlook” for The budget" in owed.get_text(" ")
    address = reverse("reports:section", args=[REPORT, "outlook"])
    own = page(client.get(address))
    assert "How many posts?" in own.get_text()
    version = own.find("input", attrs={"name": "version"})["value"]
    text = {"text": "Ten posts change.", "version": version, "give": "yes"}
    refused = client.post(address, {**text, "text": ""})
    assert refused.status_code == 422
    current = page(client.get(address)).find("input", attrs={"name": "version"})["value"]
    assert client.post(address, {**text, "version": current}).status_code == 302
    stale = client.post(address, {**text, "text": "Eleven.", "version": version})
    assert stale.status_code == 422
    assert "Eleven." in page(stale).find("textarea", id="text").get_text()
    listed = show(client, people).get_text(" ")
    assert "Given" in listed
    say("author", "do", "return", section="outlook", note="Say which.")
    assert "Returned: Say which." in page(client.get(address)).get_text(" ")
    versions = reverse("reports:compare", args=[REPORT, "outlook"])
    compared = page(client.get(versions, {"from": "1"}))
    assert compared.find("ins")
    assert compared.find("del")


def test_a_figure_is_found_and_put_in_without_scripts(begun, client, people, printed_plan):
    client.force_login(people["author"])
    address = reverse("reports:section", args=[REPORT, "outlook"])
    typed = {"text": "What is left is //.", "words": "remaining gap 2018/19", "find": "yes"}
    found = page(client.post(address, typed))
    radio = found.find("input", attrs={"name": "binding"})
    assert radio["value"] == '{{ figure("finance.plan.remaining_gap", period="2018/19") }}'
    assert "£4.673m" in radio.find_next("label").get_text()
    put = page(
        client.post(address, {"text": typed["text"], "binding": radio["value"], "insert": "y"})
    )
    assert (
        put.find("textarea", id="text").get_text().strip() == f"What is left is {radio['value']}."
    )
    listed = client.get(reverse("reports:find_figures"), {"q": "remaining gap"})
    assert page(listed).find("li")["data-binding"].startswith('{{ figure("finance.plan.remaining')
    client.force_login(people["clerk"])
    assert client.get(reverse("reports:find_figures"), {"q": "gap"}).status_code == 403


def test_exempt_parts_show_to_the_cleared_only_on_every_page(begun, client, people, say):
    secret = "The offer is poor."
    text = f'It goes on.\n\n{{{{ exempt("3") }}}} {secret}'
    say("cleared", "section", "outlook", text=text)
    say("cleared", "exempt", **{"paragraph-3": "The sale would suffer."})
    places = [
        reverse("reports:show", args=[REPORT]),
        reverse("reports:section", args=[REPORT, "outlook"]),
        reverse("reports:compare", args=[REPORT, "outlook"]),
        reverse("reports:exempt", args=[REPORT]),
    ]
    client.force_login(people["author"])
    answers = [client.get(address) for address in places]
    assert [one.status_code for one in answers] == [200, 403, 403, 403]
    assert not any(secret in one.content.decode() for one in answers)
    assert "Paragraph 2.2 is withheld" in answers[0].content.decode()
    client.force_login(people["cleared"])
    answers = [client.get(address) for address in places]
    assert [one.status_code for one in answers] == [200] * 4
    assert all(secret in one.content.decode() for one in answers[:3])


def test_a_late_stage_shows_on_the_list_of_reports_and_on_the_page(begun, client, people):
    Report.objects.update(meeting_date=date(2026, 3, 5))
    assert "by 25 February 2026" in show(client, people).select_one(".tc-stages").get_text(" ")
    listed = page(client.get(reverse("reports:index"))).get_text(" ")
    assert "Contributions given was due on 4 February 2026" in listed
