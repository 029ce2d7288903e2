"""Who is asked for a section is told by mail: one mail each, with links of their own."""

from datetime import timedelta

import pytest

from townclerk.platform.access.models import Clearance, Holding, User
from townclerk.platform.access.reader import Reader
from townclerk.platform.access.testing import LONG_AGO, a_user
from townclerk.platform.deadlines import digest
from townclerk.platform.deadlines.owed import owed
from townclerk.platform.mail import sending, writing
from townclerk.platform.mail.models import Letter
from townclerk.reports import contributing, giving, linking, periods, reminding, telling
from townclerk.reports.giving import Given
from townclerk.reports.models import Contribution
from townclerk.reports.tests.operations import cycle_builder as build

pytestmark = pytest.mark.django_db
by, MOMENT = build.by, build.MOMENT


@pytest.fixture
def people():
    build.declare_figures()
    yield build.people()
    build.forget_figures()


@pytest.fixture
def units(people):
    return build.units()


def a_period(people, *sections, **more):
    kind = build.a_kind(people.compiler)
    for place, values in enumerate(sections):
        build.a_section(kind, people.compiler, **{"position": place, **values})
    return build.a_period(kind, people.compiler, **more)


def collected(people, *sections):
    return build.collected(a_period(people, *sections), people.compiler)


def asked(section):
    return Contribution.objects.get(section=section)


def secrets_of(letter):
    return [path.strip("/").rpartition("/")[2] for _, path in letter.links]


LIBRARIES = {"section": "libraries", "contributor_role": "licensing-officer"}
HALLS = {"section": "halls", "contributor_role": "licensing-officer"}
WEDDINGS = {"section": "weddings", "contributor_role": "registrar"}


class TestAsking:
    def test_all_that_one_person_is_asked_for_at_once_is_one_mail(self, people):
        period = collected(people, LIBRARIES, HALLS, WEDDINGS)
        theirs = Letter.objects.get(user=people.libraries.user)
        (other,) = Letter.objects.exclude(pk=theirs.pk)
        assert (theirs.subject, theirs.kind) == (
            "2 sections to write: Report to scrutiny",
            "contribution-link",
        )
        assert [words for words, _ in theirs.links] == [
            "Libraries, by 7 July 2031",
            "Halls, by 7 July 2031",
        ]
        assert other.user == people.registrars.user
        assert other.subject == "A section to write: Report to scrutiny"
        for letter, count in ((theirs, 2), (other, 1)):
            for secret in secrets_of(letter):
                found = linking.opened(secret, place="phone", moment=MOMENT)
                assert found.user == letter.user
            assert len(letter.links) == count
        said = writing.body(other)
        assert "without signing in, until 14 days after its day" in said
        assert "Report to scrutiny, for Scrutiny on 28 July 2031" in said
        assert periods.report_of(period).subject in said

    def test_each_of_those_who_hold_a_role_has_a_link_of_their_own(self, people):
        second = a_user("licensing-officer")
        collected(people, LIBRARIES)
        first, other = Letter.objects.order_by("user__pk")
        assert {first.user, other.user} == {people.libraries.user, second}
        assert secrets_of(first) != secrets_of(other)
        contribution = asked("libraries")
        (mine,) = secrets_of(first)
        sheet = giving.sheet_of(contribution)
        link = linking.opened(mine, place="a", moment=MOMENT)
        nobody = {"actor": build.an_actor(), "moment": MOMENT}
        giving.hand_in(sheet, Given("", {}, "", nothing=True), link=link, **nobody)
        assert asked("libraries").by_link

    def test_a_link_closes_once_its_person_is_no_longer_asked(self, people):
        period = collected(people, LIBRARIES)
        (letter,) = Letter.objects.all()
        (secret,) = secrets_of(letter)
        Holding.objects.filter(user=letter.user).update(end=MOMENT.date())
        with pytest.raises(linking.LinkClosed):
            linking.opened(secret, place="a", moment=MOMENT)
        Holding.objects.filter(user=letter.user).update(end=None)
        assert linking.opened(secret, place="a", moment=MOMENT)
        contributing.ask(
            periods.report_of(period),
            "libraries",
            role="registrar",
            due=period.due,
            **by(people.compiler),
        )
        with pytest.raises(linking.LinkClosed):
            linking.opened(secret, place="a", moment=MOMENT)
        assert Letter.objects.filter(user=people.registrars.user).count() == 1

    def test_who_has_no_address_is_sent_nothing_and_the_compiler_sees_it(self, people):
        User.objects.filter(pk=people.registrars.user.pk).update(email="")
        collected(
            people, LIBRARIES, WEDDINGS, {"section": "arts", "contributor_role": "ict-officer"}
        )
        assert Letter.objects.get().user == people.libraries.user
        told = {one.section: one.told for one in Contribution.objects.all()}
        (weddings,), (libraries,) = told["weddings"], told["libraries"]
        assert (weddings["who"], weddings["why"]) == (
            str(people.registrars.user),
            "no e-mail address",
        )
        assert (libraries["why"], libraries["on"]) == ("", "2031-07-01")
        assert told["arts"][0]["why"] == "nobody holds the role for this section"
        assert telling.said(Contribution.objects.all()) == (
            "Mail goes to 1 account. "
            f"Nothing can be sent to {people.registrars.user} (no e-mail address). "
            "Nobody holds the role asked for 1 section."
        )

    def test_a_section_of_a_service_is_told_to_and_owed_by_who_holds_the_role_for_it(
        self, people, units
    ):
        here, there = (
            a_user("head-of-service", unit="libraries"),
            a_user("head-of-service", unit="registrars"),
        )
        theirs = {"contributor_role": "head-of-service", "unit": units["libraries"]}
        collected(people, {**LIBRARIES, **theirs})
        assert [one.user for one in Letter.objects.all()] == [here]
        on = MOMENT.date()
        found = {
            one: [each.title for each in owed(Reader.of(one, on), on)] for one in (here, there)
        }
        assert found == {here: ["Write “Libraries” for Report to scrutiny"], there: []}

    def test_what_is_asked_within_minutes_joins_the_mail_that_waits(self, people):
        period = a_period(people, {"section": "libraries"}, {"section": "halls"})
        report = periods.report_of(build.collected(period, people.compiler))
        named = {"role": "licensing-officer", "due": period.due}
        contributing.ask(report, "libraries", **named, **by(people.compiler))
        contributing.ask(report, "halls", **named, **by(people.compiler))
        contributing.ask(report, "halls", **named, **by(people.compiler))
        (letter,) = Letter.objects.all()
        assert letter.subject == "2 sections to write: Report to scrutiny"
        assert sending.send_due(MOMENT) == []
        later = MOMENT + telling.WAIT
        (sent,) = sending.send_due(later)
        assert (sent.pk, [path for _, path in sent.links]) == (letter.pk, ["", ""])
        contributing.ask(report, "halls", **named, actor=people.compiler, moment=later)
        assert Letter.objects.count() == 2

    def test_a_returned_section_is_told_with_a_link_again(self, people):
        collected(people, LIBRARIES)
        sending.send_due(MOMENT + telling.WAIT)
        given = contributing.give(asked("libraries"), nothing=True, **by(people.libraries))
        contributing.send_back(given, "Say how many.", **by(people.compiler))
        letter = Letter.objects.order_by("pk").last()
        assert letter.links[0][0] == "Libraries, by 7 July 2031, returned to you"
        assert "how many" not in writing.body(letter)


class TestWhatIsExempt:
    def test_no_link_opens_it_and_its_title_is_not_told(self, people):
        period = a_period(people, {"section": "libraries"})
        report = periods.report_of(build.collected(period, people.compiler))
        report.chapters.update(exempt="3", title="The sale of the pier")
        cleared = a_user("registrar")
        Clearance.objects.create(user=cleared, name="exempt", start=LONG_AGO)
        made = contributing.ask(
            report, "libraries", role="registrar", due=period.due, **by(people.compiler)
        )
        (letter,) = Letter.objects.all()
        assert letter.user == cleared
        assert letter.links == [
            ["A section, by 7 July 2031, after signing in", "/reports/portfolio-1/give/libraries/"]
        ]
        assert "pier" not in writing.body(letter)
        assert {row["why"] for row in made.told} == {"", "no clearance for exempt papers"}

    def test_a_link_closes_when_the_section_becomes_exempt(self, people):
        period = collected(people, LIBRARIES)
        (secret,) = secrets_of(Letter.objects.get())
        assert linking.opened(secret, place="a", moment=MOMENT)
        periods.report_of(period).chapters.update(exempt="3")
        with pytest.raises(linking.LinkClosed):
            linking.opened(secret, place="a", moment=MOMENT)


class TestReminding:
    def test_one_mail_a_day_brings_everything_with_links_of_their_own(self, people):
        period = collected(people, LIBRARIES, HALLS)
        User.objects.filter(pk=people.registrars.user.pk).update(email="")
        soon = period.due - timedelta(days=reminding.DAYS_BEFORE)
        before = secrets_of(Letter.objects.get())
        assert reminding.remind(moment=MOMENT, on=soon) == 1
        assert reminding.remind(moment=MOMENT, on=soon) == 0
        letter = Letter.objects.get(kind="contribution-reminder")
        assert letter.subject == "Due soon: 2 sections of Report to scrutiny"
        assert letter.links[1][0] == "Halls, Report to scrutiny: is due on 7 July 2031"
        for secret in (*before, *secrets_of(letter)):
            assert linking.opened(secret, place="a", moment=MOMENT).user == people.libraries.user
        contributing.give(asked("halls"), nothing=True, **by(people.libraries))
        assert reminding.remind(moment=MOMENT, on=period.due + timedelta(days=1)) == 1
        late = Letter.objects.order_by("pk").last()
        assert (late.subject, len(late.links)) == ("Late: a section of Report to scrutiny", 1)
        assert asked("libraries").told[0]["on"] == "2031-07-08"

    def test_what_is_later_still_is_told_up_the_ladder_in_the_mail_of_the_day(self, people):
        period = collected(people, LIBRARIES, HALLS)
        chief, silent = a_user("chief-executive"), a_user("chief-executive")
        User.objects.filter(pk=silent.pk).update(email="")
        on = period.due + timedelta(days=3)
        assert silent not in digest.receivers()
        found = digest.pressing(chief, on)
        letter = digest.remind(chief, found, on, MOMENT)
        assert letter.subject == "What you owe: 2, 2 overdue"
        assert letter.text.count("shown to you because it is late") == 2
