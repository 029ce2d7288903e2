"""The cycle: a catalogue by date, a period asked for, given, warned of, signed and asked about."""

from datetime import UTC, date, datetime, timedelta

import pytest

from townclerk.democracy.models import CommitteeAction
from townclerk.figures.models import ReturnedValue, Scope
from townclerk.figures.operations import Statement, state_value
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.display import date_display
from townclerk.kernel.errors import Problems
from townclerk.platform.access.models import Holding
from townclerk.platform.access.reader import Refused
from townclerk.platform.clock import LOCAL
from townclerk.platform.deadlines.models import EscalationStep, Task
from townclerk.platform.deadlines.owed import owed
from townclerk.platform.exchange.templates import template
from townclerk.platform.mail.models import Letter
from townclerk.reports import (
    composing,
    cuts,
    drafting,
    giving,
    kinds,
    linking,
    noticing,
    opening,
    periods,
    reminding,
)
from townclerk.reports.giving import Given
from townclerk.reports.models import PeriodSection, ReportKind, SectionEntry
from townclerk.reports.permissions import reader_of
from townclerk.reports.tests.operations import cycle_builder as build

pytestmark = pytest.mark.django_db
by, MOMENT = build.by, build.MOMENT


@pytest.fixture
def figures():
    build.declare_figures()
    yield
    build.forget_figures()


@pytest.fixture
def people(figures):
    return build.people()


@pytest.fixture
def kind(people):
    return build.a_kind(people.compiler)


@pytest.fixture
def catalogue(kind, people):
    """Two teams of two portfolios; the registrars' section lapses in 2031."""
    units = build.units()
    build.a_section(
        kind,
        people.compiler,
        section="libraries",
        unit=units["libraries"],
        portfolio=units["people"],
        contributor_role="licensing-officer",
        wanted="Visits, and what is coming.",
        figures=f"{build.VISITS}\n{build.SPENT} scope=libraries; {build.DEBT} at=last-day",
        extracts="meetings-held body=scrutiny",
    )
    build.a_section(
        kind,
        people.compiler,
        section="registrars",
        position=20,
        unit=units["registrars"],
        portfolio=units["place"],
        contributor_role="registrar",
        figures=f"{build.SPENT} scope=registrars",
        end=date(2031, 3, 1),
    )
    return units


def sheet(period, section="libraries"):
    report = periods.report_of(period)
    return giving.sheet_of(report.contributions.get(section=section))


def give(period, actor, section="libraries", *, text="", values=(), nothing=False):
    found = sheet(period, section)
    typed = {one.name: value for one, value in zip(found.dues, values, strict=False)}
    given = Given(text, typed, "Ledger", nothing)
    return giving.hand_in(found, given, **by(actor))


def earlier_period(kind, people, text="Two branches were painted."):
    period = build.a_period(
        kind, people.compiler, "portfolio-0", date(2030, 9, 1), date(2031, 1, 31)
    )
    period = build.collected(period, people.compiler)
    give(period, people.libraries, text=text, values=["900", "100.00", "40"])
    give(period, people.registrars, "registrars", text="Weddings moved.", values=["50.00"])
    return periods.compile_report(period, **by(people.compiler))


class TestTheCatalogue:
    def test_one_table_says_which_sections_a_period_has(self, kind, catalogue, people):
        then = build.a_period(kind, people.compiler, "a", date(2030, 9, 1), date(2031, 1, 31))
        now = build.a_period(kind, people.compiler, "b")
        names = [list(one.sections.values_list("section", flat=True)) for one in (then, now)]
        assert names == [["libraries", "registrars"], ["libraries"]]

    def test_a_line_that_cannot_work_is_refused_with_every_reason(self, kind, catalogue, people):
        with pytest.raises(Problems) as refused:
            build.a_section(
                kind,
                people.compiler,
                reference="again",
                section="libraries",
                contributor_role="resident",
                contributor="nobody",
                figures="no.such_figure\ntest.cycle_visits at=noon",
                extracts="no-such-extract",
            )
        fields = [one.field for one in refused.value.problems]
        assert fields == [
            "contributor_role",
            "contributor",
            "figures",
            "figures",
            "extracts",
            "start",
        ]

    def test_it_comes_by_a_sheet(self, kind, people):
        rows = [
            {
                "reference": "portfolio-arts",
                "kind": "portfolio",
                "section": "arts",
                "title": "Arts",
                "contributor_role": "registrar",
                "position": "5",
                "start": "2030-01-01",
                "figures": build.VISITS,
            }
        ]
        template("report-sections").load(rows, batch="", **by(people.compiler))
        assert SectionEntry.objects.get().title == "Arts"


class TestAsking:
    def test_each_contributor_is_asked_with_last_values_and_last_text_beside(
        self, kind, catalogue, people
    ):
        earlier_period(kind, people)
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        found = sheet(period)
        visits, _spent, debt = found.dues
        assert [one.before.display for one in found.dues] == ["900", "£100.00", "£40.00"]
        assert visits.now is None
        assert "as at 30 June 2031" in debt.label
        assert found.before.source == found.text == "Two branches were painted."
        task = Task.objects.get(source_id=str(found.contribution.pk), purpose="contribute")
        assert task.owner_role == "licensing-officer"
        assert task.due == period.due
        assert task.address == "/reports/portfolio-1/give/libraries/"

    def test_what_is_typed_is_kept_and_handed_in_once_it_is_whole(self, kind, catalogue, people):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        found = sheet(period)
        half = Given("Doors opened.", {"value-0": "12"}, "")
        giving.keep(found, half, **by(people.libraries))
        again = sheet(period)
        assert (again.text, again.dues[0].shown) == ("Doors opened.", "12")
        assert not ReturnedValue.objects.exists()
        with pytest.raises(Problems) as refused:
            giving.hand_in(again, half, **by(people.libraries))
        assert [one.field for one in refused.value.problems] == ["value-1", "value-2", "evidence"]
        given = give(period, people.libraries, text="Doors opened.", values=["12", "7.50", "3"])
        assert given.state == "given"
        kept = {(one.key, one.period, one.as_at): one.value for one in ReturnedValue.objects.all()}
        assert kept[build.VISITS, period.window, None] == "12"
        assert kept[build.DEBT, "", build.LAST] == "3.00"
        assert Task.objects.get(source_id=str(given.pk), purpose="contribute").state == "done"

    def test_last_times_numbers_are_shown_by_name_and_bound_again_when_it_is_handed_in(
        self, kind, catalogue, people
    ):
        then = f'{{{{ figure("{build.VISITS}", period="{build.BEFORE}") }}}}'
        earlier_period(kind, people, f"We had {then} visits.")
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        assert sheet(period).text == "We had [Visits] visits."
        typed = "We had [Visits] visits in May 2031 [sic]."
        giving.keep(sheet(period), Given(typed), **by(people.libraries))
        assert sheet(period).text == typed
        give(period, people.libraries, text=typed, values=["12", "7.50", "3"])
        now = f'{{{{ figure("{build.VISITS}", period="{period.window}") }}}}'
        marked = '{{ marked("May 2031") }}'
        assert sheet(period).chapter.text == f"We had {now} visits in {marked} [sic]."

    def test_only_who_was_asked_hands_in(self, kind, catalogue, people):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        with pytest.raises(Refused):
            give(period, people.registrars, nothing=True)

    def test_late_sections_climb_the_ladder(self, kind, catalogue, people):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        chief = build.an_actor("chief-executive")
        late = period.due + timedelta(days=3)
        titles = [one.title for one in owed(reader_of(chief, MOMENT), late)]
        assert titles == ["Write “Libraries” for Report to scrutiny"]
        assert not list(owed(reader_of(chief, MOMENT), period.due + timedelta(days=2)))

    def test_a_link_made_by_hand_goes_to_the_one_account_or_to_the_address_given(
        self, kind, catalogue, people
    ):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        asked, user = sheet(period).contribution, people.libraries.user
        by_hand = Letter.objects.filter(user=None)
        type(user).objects.filter(pk=user.pk).update(email="")
        linking.make(asked, **by(people.compiler))
        assert not by_hand.exists()
        type(user).objects.filter(pk=user.pk).update(email="libraries@example.org")
        linking.make(asked, **by(people.compiler))
        linking.make(asked, to="", **by(people.compiler))
        assert by_hand.get().address == "libraries@example.org"

    def test_a_link_made_past_midnight_is_made_on_the_day_it_is_here(self, kind, catalogue, people):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        asked = sheet(period).contribution
        past_midnight = datetime(2031, 7, 20, 23, 30, tzinfo=UTC)
        Holding.objects.filter(user=people.libraries.user).update(end=date(2031, 7, 21))
        secret = linking.make(asked, **by(people.compiler, past_midnight))
        assert not Letter.objects.filter(user=None).exists()
        link = linking.opened(secret, place="a", moment=past_midnight)
        last = datetime(2031, 7, 21, 23, 59, tzinfo=LOCAL) + timedelta(days=linking.DAYS_AFTER_DUE)
        assert asked.due < date(2031, 7, 20)
        assert link.expires_at == last
        assert f"until {date_display(last.date())}" in linking.opens(link)

    def test_mail_reminds_before_the_day_and_once_when_it_is_late(self, kind, catalogue, people):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        for days, told in ((-4, 0), (-3, 1), (0, 0), (1, 1), (2, 0)):
            on = period.due + timedelta(days=days)
            assert reminding.remind(moment=MOMENT, on=on) == told
        reminders = Letter.objects.filter(kind=reminding.REMINDER.name)
        soon, late = reminders.order_by("pk")
        assert (soon.subject.split(":")[0], late.subject.split(":")[0]) == ("Due soon", "Late")
        give(period, people.libraries, nothing=True)
        assert not reminding.remind(moment=MOMENT, on=period.due + timedelta(days=1))

    def test_a_figure_is_called_by_the_words_of_its_scope(self, kind, people):
        figures = f"{build.SPENT} scope=libraries\n{build.VISITS} scope=north-hall"
        build.a_section(
            kind, people.compiler, section="a", contributor_role="registrar", figures=figures
        )
        Scope.objects.create(code="north-hall", label="The north hall")
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        labels = [one.label for one in sheet(period, "a").dues]
        assert labels == ["Spent, Libraries and halls", "Visits, The north hall"]


class TestTheReport:
    def test_figures_and_extracts_that_were_due_are_printed_without_being_typed(
        self, kind, catalogue, people
    ):
        _body, _meeting = build.a_body()
        earlier_period(kind, people)
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        give(period, people.libraries, text="Doors opened.", values=["1200", "7.50", "3"])
        report = periods.report_of(period)
        document = composing.preview(report, drafting.of_report(report), reader=OPERATOR)
        tables = {one.caption: one for one in document.blocks if hasattr(one, "caption")}
        assert tables["Meetings held"].rows[0][1] == "4 March 2031"
        printed = tables["Figures: Libraries"]
        assert printed.header[1:] == (
            "1 February 2031 to 30 June 2031",
            "1 September 2030 to 31 January 2031",
        )
        assert [row[1:] for row in printed.rows] == [
            ("1,200", "900"),
            ("£7.50", "£100.00"),
            ("£3.00", "£40.00"),
        ]

    def test_compiling_waits_for_every_section(self, kind, catalogue, people):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        with pytest.raises(Problems):
            periods.compile_report(period, **by(people.compiler))
        give(period, people.libraries, nothing=True)
        period = periods.compile_report(period, **by(people.compiler))
        assert period.state == "compiled"
        report = periods.report_of(period)
        assert report.contributions.get().state == "accepted"


class TestWarnings:
    def test_they_name_what_is_dropped_stale_named_and_of_another_day(
        self, kind, catalogue, people
    ):
        earlier_period(kind, people)
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        give(period, people.libraries, text="Two branches were painted.", values=["9", "1.00", "3"])
        found = {(one.kind, one.title): one for one in noticing.warnings_of(period)}
        dropped = found["dropped", "Registrars"]
        assert dropped.words.startswith(
            "Registrars reported in 1 September 2030 to 31 January 2031"
        )
        assert found["unchanged", "Libraries"]

    def test_what_two_sections_tell_alike_is_named_once(self, kind, catalogue, people):
        period = build.a_period(kind, people.compiler, last=date(2031, 2, 20))
        told = {
            "libraries": "Doors opened. The new website opens in May with easier forms for all.",
            "registrars": "In May the new website opens, with easier forms. Weddings moved.",
        }
        for chapter in periods.report_of(period).chapters.all():
            type(chapter).objects.filter(pk=chapter.pk).update(text=told[chapter.name])
        (found,) = noticing.warnings_of(period)
        assert (found.kind, found.title) == ("twice", "Registrars")
        assert found.words.startswith("Also in Libraries: In May the new website")

    def test_another_day_is_to_be_labelled_or_aligned(self, kind, catalogue, people):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        stated = Statement(key=build.DEBT, value="5", evidence="Ledger", as_at=date(2031, 3, 31))
        state_value(stated, **by(people.libraries), asked_in="Libraries")
        binding = f'{{{{ figure("{build.DEBT}", as_at="2031-03-31") }}}}'
        text = f"Councillor Jane Poole said going forward debt is {binding}."
        give(period, people.libraries, text=text, values=["9", "1.00", "3"])
        found = [(one.kind, one.words) for one in noticing.warnings_of(period)]
        assert found == [
            ("name", "Councillor Jane Poole"),
            ("style", "going forward"),
            ("as-at", "Debt is as at 31 March 2031; the period ends on 30 June 2031."),
        ]
        labelled = f'Debt as at {{{{ marked("31 March 2031") }}}} is {binding}.'
        chapter = periods.report_of(period).chapters.get(name="libraries")
        type(chapter).objects.filter(pk=chapter.pk).update(text=labelled)
        assert not noticing.warnings_of(period)


class TestAPortfoliosPart:
    def test_the_cuts_hold_every_section_once_and_add_up(self, kind, catalogue, people):
        SectionEntry.objects.filter(section="registrars").update(end=None)
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        give(period, people.libraries, text="Open.", values=["9", "100.25", "3"])
        give(period, people.registrars, "registrars", text="Wed.", values=["50.50"])
        found = cuts.cuts_of(period)
        assert [one.code for one in found] == ["people", "place"]
        whole = [one.section for one in period.sections.all()]
        assert sorted(s.section for one in found for s in one.sections) == sorted(whole)
        (line,) = cuts.lines_of(period, found, reader=OPERATOR)
        assert [line.display(one) for one in line.parts] == ["£100.25", "£50.50"]
        assert sum(one.pence for one in line.parts) == line.total.pence == 15_075
        assert line.agrees
        report = periods.report_of(period)
        part = cuts.draft_of(report, period, catalogue["place"])
        assert [one.name for one in part.chapters] == ["registrars"]


class TestToTheMeetingAndBack:
    def test_it_is_signed_by_another_and_its_questions_come_back(self, kind, catalogue, people):
        body, _meeting = build.a_body()
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        give(period, people.libraries, nothing=True)
        PeriodSection.objects.update(figures=[], extracts=[])
        period = periods.compile_report(period, **by(people.compiler))
        period = periods.finish_editing(period, **by(people.compiler))
        with pytest.raises(Refused):
            periods.sign(period, **by(people.clerk))
        period = periods.sign(period, **by(people.member))
        assert (period.state, periods.report_of(period).state) == ("signed", "approved")
        periods.published(periods.report_of(period), date(2031, 7, 20), **by(people.clerk))
        period.refresh_from_db()
        kind.refresh_from_db()
        assert period.state == "published"
        assert kind.last_issued == date(2031, 7, 20)
        met = datetime(2031, 7, 29, 9, tzinfo=UTC)
        period = periods.consider(period, actor=people.clerk, moment=met)
        asked = periods.question(
            period,
            {
                "text": "Why do visits fall?",
                "owner_role": "head-of-service",
                "due": date(2031, 9, 1),
            },
            actor=people.clerk,
            moment=met,
        )
        action = CommitteeAction.objects.get(reference=asked.action)
        assert (action.origin, action.report_to) == ("question", body)
        following = build.a_period(
            kind, people.compiler, "portfolio-2", date(2031, 7, 1), date(2031, 9, 30)
        )
        first = periods.report_of(following).chapters.order_by("place").first()
        assert first.name == opening.QUESTIONS
        assert "actions-raised" in first.text


class TestLinks:
    def test_a_link_opens_one_contribution_until_it_ends_or_is_taken_back(
        self, kind, catalogue, people
    ):
        period = build.collected(build.a_period(kind, people.compiler), people.compiler)
        contribution = sheet(period).contribution
        first = linking.make(contribution, **by(people.compiler))
        secret = linking.make(contribution, **by(people.compiler))
        with pytest.raises(linking.LinkClosed):
            linking.opened(first, place="a", moment=MOMENT)
        link = linking.opened(secret, place="a", moment=MOMENT)
        assert secret not in str(vars(link))
        nobody = {"actor": build.an_actor(), "moment": MOMENT}
        given = giving.hand_in(sheet(period), Given("", {}, "", nothing=True), link=link, **nobody)
        assert given.by_link
        assert given.state == "given"
        with pytest.raises(linking.LinkClosed):
            linking.opened(secret, place="a", moment=link.expires_at + timedelta(seconds=1))
        linking.revoke(link, **by(people.compiler))
        with pytest.raises(linking.LinkClosed):
            linking.opened(secret, place="a", moment=MOMENT)

    def test_guessing_is_stopped(self, kind, catalogue, people):
        for _ in range(linking.MISSES):
            with pytest.raises(linking.LinkClosed):
                linking.opened("guess", place="here", moment=MOMENT)
        with pytest.raises(linking.TooOften):
            linking.opened("guess", place="here", moment=MOMENT)


class TestTheCalendarOfReports:
    def test_june_lists_what_is_due_and_ten_days_late_is_escalated(self, people):
        due = {
            "climate": date(2024, 6, 11),
            "audit-opinion": date(2024, 6, 20),
            "pay-gap": date(2025, 3, 30),
        }
        due |= {f"other-{n}": date(2024, 7 + n % 5, 1) for n in range(11)}
        for code, day in due.items():
            build.a_kind(
                people.compiler,
                code=code,
                title=code,
                next_due=day,
                cadence=ReportKind.Cadence.YEAR,
                sign_off_role="",
            )
        row = {
            "code": "licensing",
            "title": "licensing",
            "legal_basis": "Local Government (Miscellaneous Provisions) Act 1976",
            "inputs": "Licences and tests",
            "audience": "The committee",
            "body": "licensing",
            "owner_role": "programme-office",
            "sign_off_role": "head-of-service",
            "cadence": "Every year",
            "last_issued": "2023-06-12",
            "next_due": "2024-06-10",
        }
        template("report-kinds").load([row], batch="", **by(people.compiler))
        kept = ReportKind.objects.get(code="licensing")
        assert {str(getattr(kept, name)) for name in row} >= set(row.values()) - {"Every year"}
        june = kinds.calendar(on=date(2024, 6, 1), first=date(2024, 6, 1), last=date(2024, 6, 30))
        assert [one.kind.code for one in june] == ["licensing", "climate", "audit-opinion"]
        on = date(2024, 6, 20)
        chief = reader_of(build.an_actor("chief-executive"), MOMENT)
        assert [one.title for one in owed(chief, on)] == ["Issue: licensing"]
        assert not list(owed(chief, on - timedelta(days=1)))
        assert EscalationStep.objects.get(kind=kinds.DUE).days_late == 10
        issued = kinds.issued(ReportKind.objects.get(code="licensing"), on, **by(people.compiler))
        assert (issued.last_issued, issued.next_due) == (on, date(2025, 6, 10))
        assert not list(owed(chief, on))
