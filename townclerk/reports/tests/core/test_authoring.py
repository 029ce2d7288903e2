"""The pure rules of writing a report: passages, exempt parts, versions, references, timetable."""

from datetime import date

import pytest

from townclerk.kernel.calendars import Holiday, Holidays, WorkingCalendar
from townclerk.reports.core import exempt
from townclerk.reports.core.compare import compare, counts
from townclerk.reports.core.declaring import Known, form_problems, template_problems
from townclerk.reports.core.passages import Written, passages, places, reference_problems
from townclerk.reports.core.prose import parse, typed_directions
from townclerk.reports.core.references import Consultee, next_reference
from townclerk.reports.core.references import reference_problems as wrong
from townclerk.reports.core.timetable import Stage, timetable

FINANCE = Consultee(kind="finance", title="Finance", role="s151-officer", letters="FD")
TEXT = """The plan is sound.

{{ exempt("3") }} The buyer offers {{ literal("£2m", source="the offer") }}.

{{ register("reserves", columns="code,title", total="opening", caption="Reserves") }}

{{ anchor("later") }} It follows."""
SECTIONS = (
    Written(name="one", title="One", text=TEXT),
    Written(name="two", title="Two", text='As {{ see("later") }} and {{ see("one") }} say.'),
)


def every(*sections):
    return [p for number, one in enumerate(sections, start=1) for p in passages(one, number)]


def test_it_numbers_paragraphs_and_leaves_tables_to_their_captions():
    found = every(*SECTIONS)
    assert [one.number for one in found] == ["1.1", "1.2", "", "1.3", "2.1"]
    assert found[2].table.columns == ("code", "title")
    assert (found[2].table.total, found[2].table.caption) == ("opening", "Reserves")
    assert [one.exempt for one in found] == ["", "3", "", "", ""]


def test_it_calls_places_by_number_and_names_those_that_are_not_there():
    assert places(SECTIONS)["later"] == "paragraph 1.3"
    assert places(SECTIONS)["two"] == "section 2"
    assert reference_problems(SECTIONS) == []
    astray = Written(name="three", title="Three", text='See {{ see("nowhere") }}.')
    (problem,) = reference_problems((*SECTIONS, astray))
    assert (problem.field, problem.code) == ("Three, paragraph 3.1", "see")
    again = Written(name="four", title="Four", text='{{ anchor("later") }} Twice.')
    assert "given twice" in reference_problems((*SECTIONS, again))[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("There are 12 of them.", "unbound"),
        ('{{ figure("a.b") }} more was overspent.', "direction"),
        ('{{ register("reserves", colour="red") }}', "table"),
        ("{{ register(open) }}", "table"),
        ('{{ anchor("Not So") }} Text.', "anchor"),
        ('{{ exempt("3") }} {{ open("x") }}', "binding"),
    ],
)
def test_it_tells_what_a_passage_would_be_refused_for(text, code):
    found = [p.code for one in every(Written(name="a", title="A", text=text)) for p in one.problems]
    assert found == [code]


def test_it_lets_words_of_direction_stand_where_no_figure_is_quoted():
    assert typed_directions(parse("Demand grew and fell again.")) == []


DESCRIPTIONS = {"3": "business affairs", "5": "legal privilege"}


def test_it_counts_what_is_withheld_by_paragraph_of_the_schedule_and_says_so_in_its_place():
    annex = Written(name="annex", title="Annex", text="One.\n\nTwo.\n\nThree.", exempt="5")
    found = every(SECTIONS[0], annex)
    told = exempt.withheld(found, DESCRIPTIONS, {"3": "The sale would suffer."})
    assert [(one.paragraph, one.count, one.public_interest) for one in told] == [
        ("3", 1, "The sale would suffer."),
        ("5", 3, ""),
    ]
    said = [exempt.sentence(run) for run in exempt.runs(found) if run[0].exempt]
    assert said[0].startswith("Paragraph 1.2 is withheld: exempt under paragraph 3 of Part 1")
    assert said[1].startswith("Paragraphs 2.1 to 2.3 are withheld: exempt under paragraph 5")


@pytest.mark.parametrize(
    ("reasons", "stated", "marked", "codes"),
    [
        ({"3": "Because."}, "yes", "3", []),
        ({"3": "Because."}, "no", "3", ["exempt"]),
        ({}, "yes", "3", ["public-interest"]),
        ({"9": "Because."}, "yes", "9", ["exempt"]),
        ({}, "yes", "", ["exempt"]),
        ({}, "no", "", []),
    ],
)
def test_it_holds_the_marks_to_the_schedule_the_reasons_and_the_cover(
    reasons, stated, marked, codes
):
    found = every(Written(name="a", title="A", text="Text.", exempt=marked))
    got = exempt.problems(found, DESCRIPTIONS, reasons, stated)
    assert [one.code for one in got] == codes


def test_it_sets_versions_beside_each_other_word_by_word():
    rows = compare("It costs £1m.\n\nStays.\n\nGoes.", "It costs £2m more.\n\nStays.")
    assert [row.changed for row in rows] == [True, False, True]
    assert [(p.kind, p.text) for p in rows[0].before] == [("same", "It costs"), ("deleted", "£1m.")]
    assert [(p.kind, p.text) for p in rows[0].after] == [
        ("same", "It costs"),
        ("inserted", "£2m more."),
    ]
    assert rows[2].after == ()
    assert counts(rows) == (2, 2)
    assert not any(row.changed for row in compare("A.\n\nB.", "A.\n\nB."))


def test_it_takes_a_binding_as_one_word_of_a_version():
    (row,) = compare('Now {{ figure("a.b") }} left.', 'Now {{ figure("a.c") }} left.')
    assert [p.text for p in row.after if p.kind == "inserted"] == ['{{ figure("a.c") }}']


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("", "blank"),
        ("LD 12/17", "reference"),
        ("FD 12", "reference"),
        ("FD 12/2017", "reference"),
        ("FD 12/14", "year"),
        ("FD  4466/17", None),
        ("FD 4466/16", None),
    ],
)
def test_it_holds_a_reference_to_its_letters_number_and_year(reference, code):
    found = wrong(FINANCE, reference, meeting=date(2017, 1, 12), taken=["FD 1/17"])
    assert [one.code for one in found] == ([code] if code else [])


def test_it_refuses_the_reference_of_another_report_and_proposes_the_next():
    taken = ["FD 4466/17", "FD 12/16", "FD 4467/17"]
    assert wrong(FINANCE, "FD 4466/17", meeting=date(2017, 1, 12), taken=taken)
    assert next_reference(FINANCE, on=date(2017, 1, 9), given=taken) == "FD 4468/17"
    assert next_reference(FINANCE, on=date(2018, 1, 9), given=taken) == "FD 1/18"


def test_it_plans_back_over_bank_holidays_and_knows_what_is_late():
    kept = [date(2016, 12, 26), date(2016, 12, 27), date(2017, 1, 2)]
    holidays = Holidays(tuple(Holiday(day, "Holiday", frozenset({"england"})) for day in kept))
    calendar = WorkingCalendar("england", holidays, date(2016, 1, 1), date(2017, 12, 31))
    stages = [
        Stage(name="cleared", title="Cleared", days=5),
        Stage(name="published", title="Published", days=0),
    ]
    cleared, published = timetable(stages, papers=date(2017, 1, 4), calendar=calendar)
    assert (cleared.due, published.due) == (date(2016, 12, 23), date(2017, 1, 4))
    assert cleared.late(date(2016, 12, 28))
    assert not published.late(date(2017, 1, 4))


KNOWN = Known(
    figures={"a.b"}, forms={"committee": {"purpose"}}, roles={"hr-officer"}, registers={"reserves"}
)
GOOD = {
    "name": "scrutiny-review",
    "title": "Review",
    "from": date(2026, 4, 1),
    "bodies": ["scrutiny"],
    "form": "committee",
    "chapters": [
        {"title": "Findings", "contributor": "hr-officer", "paragraphs": ["It is sound."]},
        {"title": "Money", "paragraphs": ['It costs {{ figure("a.b") }}.', "See."]},
    ],
    "exhibits": [
        {
            "chapter": "Money",
            "kind": "table",
            "caption": "Cost",
            "columns": [""],
            "rows": [{"label": "Cost", "key": "a.b"}],
        }
    ],
}


def test_it_takes_a_whole_template_and_a_whole_form():
    assert template_problems(GOOD, KNOWN) == []
    assert (
        form_problems(
            {
                "name": "panel",
                "title": "Panel",
                "sections": [{"name": "purpose", "title": "Purpose"}],
                "timetable": [{"stage": "cleared", "title": "Cleared", "days": 4}],
            }
        )
        == []
    )


def test_it_tells_everything_that_is_wrong_with_a_template_at_once():
    bad = {
        **GOOD,
        "name": "Bad Name",
        "colour": "red",
        "form": "none",
        "cover": {"purpose": "There are 14."},
        "from": "soon",
        "chapters": [
            {"title": "Findings", "contributor": "nobody", "paragraphs": ["There were 12."]},
            {"title": "Findings", "paragraphs": ['{{ figure("no.such") }} {{ see("x") }}']},
            {"title": "List", "paragraphs": ['{{ register("nothing") }}']},
        ],
        "exhibits": [{"chapter": "Gone", "kind": "pie", "caption": "C", "columns": [""]}],
    }
    said = " ".join(str(one) for one in template_problems(bad, KNOWN))
    for part in (
        "colour is not known",
        "Use small letters",
        "no form called none",
        "soon is no date",
        "no role called nobody",
        "“12.” is typed",
        "“14.” is typed",
        "Two chapters are called findings",
        "no figure called no.such",
        "refers to x",
        "no register called nothing",
        "No chapter is called “Gone”",
        "pie is no kind",
        "rows is missing",
    ):
        assert part in said, part


@pytest.mark.parametrize("given", [None, [], "text", {"chapters": ["x"]}])
def test_it_refuses_what_is_no_template_at_all(given):
    assert template_problems(given, KNOWN)
    assert form_problems(given)
