"""Kinds of report made from records alone: of scrutiny, of a quarter, of a council to its peers."""

from datetime import date

import pytest

from townclerk.democracy.models import (
    Body,
    Meeting,
    Member,
    Membership,
    RecommendationProgress,
    Review,
    ReviewEvidence,
    ScrutinyRecommendation,
)
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.performance.models import (
    EvidenceDocument,
    PackFigure,
    PackIssue,
    PackItem,
    Quarter,
    ReviewQuestion,
    ReviewRecommendation,
)
from townclerk.performance.models import Review as OutsideReview
from townclerk.performance.queries import packs
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.documents import Paragraph, Table
from townclerk.platform.documents.blocks import plain
from townclerk.platform.organisation.models import Unit
from townclerk.reports import composing, cuts, drafting, noticing, periods
from townclerk.reports.models import Chapter
from townclerk.reports.tests.operations import cycle_builder as build

pytestmark = pytest.mark.django_db
by = build.by
SPRING = {"first": date(2021, 2, 1), "last": date(2021, 6, 30)}


@pytest.fixture
def compiler():
    return an_actor("programme-office")


def tables(document):
    return {one.caption: one for one in document.blocks if isinstance(one, Table)}


def printed(period, *, public=False):
    report = periods.report_of(period)
    draft = drafting.of_report(report)
    if not public:
        return composing.preview(report, draft, reader=OPERATOR)
    draft = drafting.public_of(draft)
    readers = composing.readers_of(report, draft)
    return composing.compose(draft, reader=OPERATOR, tables=readers)


def numbers(period):
    (table,) = (one for name, one in tables(printed(period)).items() if name.startswith("Figures"))
    return [row[1] for row in table.rows]


class TestScrutiny:
    @pytest.fixture
    def bodies(self):
        made = {
            code: Body.objects.create(code=code, name=code.title(), kind=kind)
            for code, kind in (
                ("children", Body.Kind.SCRUTINY),
                ("board", Body.Kind.BOARD),
                ("homes-group", Body.Kind.PANEL),
            )
        }
        for number, (code, state) in enumerate(
            (("children", "held"), ("children", "held"), ("board", "held"), ("board", "planned"))
        ):
            self.met(made[code], date(2021, 3, 1 + number), state)
        return made

    def met(self, body, on, state="held"):
        return Meeting.objects.create(reference=f"{body.code}-{on}", body=body, on=on, state=state)

    def reviewed(self, body, reference, reported_on, **values):
        return Review.objects.create(
            reference=reference,
            title=reference.capitalize(),
            body=body,
            scope="How homes are kept warm.",
            findings="Half of them are cold.",
            scoped_on=reported_on.replace(month=1),
            reported_on=reported_on,
            state=Review.State.MONITORED,
            **values,
        )

    def recommended(self, review, number, state, **values):
        return ScrutinyRecommendation.objects.create(
            reference=f"{review.reference}-{number}",
            review=review,
            number=number,
            text=f"Insulate street {'AB'[number - 1]}",
            state=state,
            **values,
        )

    @pytest.fixture
    def reviews(self, bodies):
        now = self.reviewed(
            bodies["children"], "homes", date(2021, 5, 1), group=bodies["homes-group"]
        )
        self.recommended(now, 1, "accepted", response="accept", response_reason="It saves money.")
        self.recommended(now, 2, "rejected", response="reject")
        then = self.reviewed(bodies["children"], "roads", date(2020, 4, 2))
        old = self.recommended(then, 1, "accepted", response="accept")
        RecommendationProgress.objects.create(
            recommendation=old, on=date(2021, 4, 1), text="Half the roads are done."
        )
        return now

    def test_the_year_is_told_by_records_and_nothing_is_typed(self, bodies, reviews, compiler):
        kind = build.a_kind(compiler, code="annual", title="Annual report")
        scrutiny = "democracy.scrutiny."
        build.a_section(
            kind,
            compiler,
            section="year",
            figures="\n".join(
                [
                    *(
                        f"{scrutiny}{name}"
                        for name in ("meetings", "call_ins", "reviews", "recommendations")
                    ),
                    "democracy.meetings.held scope=children",
                ]
            ),
            extracts="scrutiny-meetings; call-ins; reviews-reported; scrutiny-recommendations; "
            "recommendations-a-year-on",
        )
        period = build.a_period(kind, compiler, body="board", **SPRING)
        assert set(Chapter.objects.values_list("text", flat=True)) == {""}
        assert numbers(period) == ["3", "0", "1", "2", "2"]
        shown = tables(printed(period))
        assert len(shown["Meetings of scrutiny"].rows) == 3
        assert shown["Call-ins"].rows[0][0] == "None"
        ((review, _, _, response, state, progress),) = shown[
            "Recommendations of the year before, and how they stand"
        ].rows
        assert (review, response, state) == ("Roads", "Accept", "Accepted")
        assert progress == "1 April 2021: Half the roads are done."
        self.met(bodies["board"], date(2021, 6, 30))
        assert numbers(period)[0] == "4"

    def test_a_review_is_told_whole_by_its_own_record(self, bodies, reviews, compiler):
        for code, start, end in (
            ("ann", date(2020, 1, 1), None),
            ("ben", date(2019, 1, 1), date(2020, 6, 1)),
        ):
            member = Member.objects.create(code=code, label=f"Councillor {code}")
            Membership.objects.create(
                reference=f"{code}-homes",
                body=bodies["homes-group"],
                member=member,
                start=start,
                end=end,
            )
        ReviewEvidence.objects.create(
            reference="visit", review=reviews, kind="visit", on=date(2021, 3, 1), title="Street A"
        )
        kind = build.a_kind(compiler, code="review", title="Report of a review")
        names = ("members", "scope", "evidence", "findings", "recommendations", "responses")
        for place, name in enumerate(names):
            narrowed = "review" if name[0] in "er" else "reference"
            build.a_section(
                kind,
                compiler,
                section=name,
                position=place,
                extracts=f"review-{name} {narrowed}={{about}}",
            )
        with pytest.raises(Problems, match="about one record"):
            build.a_period(kind, compiler, **SPRING)
        period = build.a_period(kind, compiler, about="homes", **SPRING)
        assert tables(printed(period))["Evidence"].rows[0][2] == "Street A"
        shown = tables(printed(period, public=True))
        assert shown["Evidence, counted"].rows == (("Visit", "1"),)
        assert shown["Who took part"].rows == (("Children", "Homes-Group", "", "Councillor ann"),)
        assert shown["What was asked"].rows[0][0] == "How homes are kept warm."
        assert shown["What was found"].rows == (("Half of them are cold.",),)
        assert [row[1] for row in shown["Recommendations"].rows] == [
            "Insulate street A",
            "Insulate street B",
        ]
        assert [row[1:3] for row in shown["Response and progress"].rows] == [
            ("Accept", "It saves money."),
            ("Reject", ""),
        ]


class TestTheQuartersPack:
    @pytest.fixture
    def quarter(self):
        """Money by two portfolios as at May, and a count as at June that missed its target."""
        first, last = date(2031, 4, 1), date(2031, 6, 30)
        days = dict.fromkeys(("collect_by", "moderate_by", "leadership_on", "cabinet_on"), last)
        before, made = (
            Quarter.objects.create(code=period.lower(), period=period, **span, **days, state=state)
            for period, span, state in (
                (
                    "2030-31-Q4",
                    {"first": date(2031, 1, 1), "last": date(2031, 3, 31)},
                    "closed",
                ),
                ("2031-32-Q1", {"first": first, "last": last}, "moderated"),
            )
        )
        PackIssue.objects.create(
            code="why", quarter=before, kind="question", text="Why so few visits?"
        )
        units = [None, *(Unit.objects.create(code=code) for code in ("people", "place"))]
        spend, visits = (
            PackItem.objects.create(
                code=code, key=f"a.{code}", section=section, by_portfolio=parted, start=first
            )
            for code, section, parted in (("spend", "budget", True), ("visits", "measures", False))
        )
        for unit, value in zip(units, ("1000", "400", "600"), strict=True):
            PackFigure.objects.create(
                quarter=made,
                item=spend,
                portfolio=unit,
                label="Variance",
                value=value,
                display=f"£{value}",
                as_at=date(2031, 5, 31),
                origin="the ledger",
                signed=True,
            )
        for label, status in (("Calls", "green"), ("Visits", "red")):
            item = visits
            if status == "green":
                item = PackItem.objects.create(
                    code="calls", key="a.calls", section="measures", start=first
                )
            PackFigure.objects.create(
                quarter=made,
                item=item,
                label=label,
                value="90",
                display="90",
                as_at=last,
                origin="the counter",
                signed=True,
                target="100",
                status=status,
                narrative="Rain kept people away.",
            )
        return made

    @pytest.fixture
    def period(self, quarter, compiler):
        kind = build.a_kind(compiler, code="pack", title="Quarter", sign_off_role="chief-executive")
        for place, (name, title) in enumerate(
            (
                ("questions", "Answers"),
                ("measures", "Measures"),
                ("budget", "Money"),
                ("actions", "Actions"),
            )
        ):
            build.a_section(
                kind,
                compiler,
                section=f"part-{name}",
                title=title,
                position=place,
                extracts=f"quarter-{name}",
            )
        return build.a_period(kind, compiler, "pack-1", quarter.first, quarter.last, body="cabinet")

    def test_it_says_each_day_puts_exceptions_first_and_its_cuts_add_up(self, period, client):
        shown = tables(printed(period))
        assert [row[0] for row in shown["Measures"].rows] == ["Visits", "Calls"]
        assert shown["Measures"].rows[0][1:] == (
            "90",
            "100",
            "Red",
            "30 June 2031",
            "Rain kept people away.",
        )
        (money,) = shown["Budget"].rows
        assert (money[1], money[4]) == ("£1000", "31 May 2031")
        assert shown["Asked of the quarter before"].rows[0][0] == "Why so few visits?"
        found = cuts.cuts_of(period)
        assert [(one.code, one.count) for one in found] == [("people", 4), ("place", 4), ("", 4)]
        report = periods.report_of(period)
        parts = []
        for one in found[:2]:
            draft = cuts.draft_of(report, period, Unit.objects.get(code=one.code))
            part = tables(composing.preview(report, draft, reader=OPERATOR))
            assert part["Measures"].rows[0][0] == "None"
            parts += [int(row[1].removeprefix("£")) for row in part["Budget"].rows]
        assert parts == [400, 600]
        client.force_login(an_actor("chief-executive").user)
        whole = client.get("/reports/pack-1/portfolios/").content.decode()
        assert "Answers, Measures, Money, Actions" in whole
        people = client.get("/reports/pack-1/portfolios/people/").content.decode()
        assert "£400" in people
        assert "£600" not in people
        assert sum(parts) == int(money[1].removeprefix("£"))

    def test_red_without_an_action_or_a_question_unanswered_keeps_it_from_being_signed(
        self, period, quarter, compiler
    ):
        found = noticing.warnings_of(period)
        assert [one.words for one in found if one.kind == "as-at"] == [
            f"Variance{of} is as at 31 May 2031; the quarter ends on 30 June 2031."
            for of in ("", " of people", " of place")
        ]
        said = {one.words for one in found if one.kind == "stops"}
        assert said == {
            "Visits is red and nothing is to be done. Raise an issue with one.",
            "Asked the quarter before and not answered: Why so few visits?",
        }
        other = packs.in_the_way(date(2031, 5, 1), quarter.last)
        assert other[0].startswith("Quarter 2031-32-Q1 has other days than this period.")
        for step in (periods.collect, periods.compile_report, periods.finish_editing):
            period = step(period, **by(compiler))
        chief = an_actor("chief-executive")
        with pytest.raises(Problems, match="Visits is red"):
            periods.sign(period, **by(chief))
        PackIssue.objects.filter(code="why").update(state="done")
        red = PackFigure.objects.get(status="red")
        PackIssue.objects.create(
            code="open", quarter=quarter, figure=red, text="Few visits", action="Open on Saturdays"
        )
        assert periods.sign(period, **by(chief)).state == "signed"
        assert tables(printed(period))["Issues and actions"].rows[0][1] == "Open on Saturdays"

    def test_the_public_gets_its_figures_once_they_are_with_cabinet(self, period, quarter):
        report = periods.report_of(period)
        public = drafting.public_of(drafting.of_report(report))
        for role, shown in (("chief-executive", "Visits"), ("resident", "None")):
            drafted = composing.preview(report, public, reader=a_reader(role))
            assert tables(drafted)["Measures"].rows[0][0] == shown
            assert ("The public version leaves it out" in said_of(drafted)) is (shown == "Visits")
        closed = printed(period, public=True)
        assert tables(closed)["Measures"].rows[0][0] == "None"
        assert "not open to every reader" in said_of(closed)
        Quarter.objects.filter(pk=quarter.pk).update(state="cabinet")
        opened = printed(period, public=True)
        assert tables(opened)["Measures"].rows[0][0] == "Visits"


def said_of(document):
    return " ".join(plain(one.spans) for one in document.blocks if isinstance(one, Paragraph))


class TestAStatementToPeers:
    def test_a_paragraph_that_cites_nothing_is_listed_for_the_editor(self, compiler):
        review = OutsideReview.objects.create(code="peers", title="Peers", by="the association")
        EvidenceDocument.objects.create(
            review=review, code="plan", number=6, item="b", title="The plan"
        )
        kind = build.a_kind(compiler, code="statement", title="Statement", evidenced=True)
        build.a_section(kind, compiler, section="culture")
        period = build.a_period(kind, compiler, about="peers")
        cited = 'We plan together (see {{ marked("evidence 6b") }}).'
        wrong = 'We listen ({{ marked("evidence 9") }}).'
        told = f"We are open.\n\n{cited}\n\n{wrong}"
        Chapter.objects.update(text=told)
        found = [(one.words, one.what_to_do) for one in noticing.warnings_of(period)]
        assert [words for words, _ in found] == ["We are open.", "We listen (evidence 9)."]
        assert found[1][1] == "There is no evidence 9 in the library."

    def test_it_prints_what_is_weak_beside_what_is_done_and_what_peers_are_asked(self, compiler):
        before, now = (
            OutsideReview.objects.create(code=code, title=code, by="peers", reported_on=on)
            for code, on in (("first", date(2029, 1, 1)), ("second", None))
        )
        weak = ReviewRecommendation.objects.create(
            review=before, code="a", letter="A", title="Know your costs"
        )
        for one, words in ((before, "What of the past?"), (now, "Are we ready?")):
            ReviewQuestion.objects.create(review=one, code=one.code, number=1, question=words)
        EvidenceDocument.objects.create(review=now, code="plan", number=1, title="The plan")
        kind = build.a_kind(compiler, code="statement", title="Statement")
        build.a_section(
            kind,
            compiler,
            section="before",
            extracts="peer-recommendations; peer-questions review={about}; "
            "evidence-library review={about}",
        )
        period = build.a_period(kind, compiler, about="second")
        (stopped,) = noticing.stopping(period)
        assert stopped.words.startswith("Recommendation A of first says nothing")
        ReviewRecommendation.objects.filter(pk=weak.pk).update(action="Count them each month")
        assert not noticing.stopping(period)
        shown = tables(printed(period))
        assert shown["Recommended before, and what is done"].rows[0][1:3] == (
            "Know your costs",
            "Count them each month",
        )
        assert [row[2] for row in shown["Questions to peers"].rows] == ["Are we ready?"]
        assert shown["Evidence"].rows[0][2] == "The plan"
        closed = tables(printed(period, public=True))
        assert "Recommended before, and what is done" in closed
        assert closed["Questions to peers, counted"].rows == (("Other", "1"),)
