import pytest

from townclerk.kernel.errors import Problems
from townclerk.reports.core.prose import Bound, FigureRef, bind, figures_of, parse, plain, sentences

GAP = FigureRef("finance.plan.original_gap", period="2017/18")
BOUND = '{{ figure("finance.plan.original_gap", period="2017/18") }}'


def said(prose, **answers):
    parts = parse(prose)
    return plain(bind(parts, {ref: Bound(**answers) for ref in figures_of(parts)}))


def test_it_puts_the_figure_in_place_with_its_address():
    spans = bind(parse(f"The gap is {BOUND}m."), {GAP: Bound("33.432", 1, "/figures/x/")})
    assert plain(spans) == "The gap is 33.432m."
    assert [(span.figure, span.url) for span in spans if span.figure] == [(GAP, "/figures/x/")]


@pytest.mark.parametrize(
    "prose",
    ["The gap is 33.", "In 2017 we met.", "a ½ share", "area in m²", "٣ options", "Q2", "x1y"],
)
def test_it_refuses_digits_typed_into_the_text(prose):
    with pytest.raises(Problems) as refused:
        parse(prose, where="context")
    assert {problem.code for problem in refused.value.problems} == {"unbound"}
    assert refused.value.problems[0].field == "context"


def test_it_names_every_typed_number_at_once():
    with pytest.raises(Problems) as refused:
        parse("From 12 to 14, and 15")
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    "prose",
    [
        'On {{ marked("12 January 2017") }}.',
        '{{ literal("169", source="Cost of change table") }} posts.',
    ],
)
def test_it_accepts_marked_names_and_sourced_literals(prose):
    assert parse(prose)


@pytest.mark.parametrize(
    "binding",
    [
        '{{ literal("169") }}',
        '{{ literal("169", source=" ") }}',
        '{{ open("x") }}',
        "{{ 33 }}",
        '{{ figure("a", period=__import__("os")) }}',
        '{{ figure("a", colour="b") }}',
        "{{ figure( }}",
        '{{ figure("a")',
    ],
)
def test_it_refuses_any_other_binding(binding):
    with pytest.raises(Problems):
        parse(binding)


@pytest.mark.parametrize(
    ("sign", "word"), [(1, "an overspend"), (-1, "an underspend"), (0, "no change")]
)
def test_it_chooses_the_word_of_direction_from_the_sign(sign, word):
    prose = '{{ direction("a.b", up="an overspend", down="an underspend") }}'
    assert said(prose, display="x", sign=sign) == word


def test_it_leaves_the_sign_off_beside_a_word_of_direction():
    prose = '{{ figure("a.b", absolute=True) }}'
    assert said(prose, display="−7.761", sign=-1) == "7.761"


def test_it_refuses_a_direction_without_a_value_and_digits_hidden_in_its_words():
    with pytest.raises(Problems):
        said('{{ direction("a.b", up="u", down="d") }}', display="", sign=None)
    with pytest.raises(Problems):
        parse('{{ direction("a.b", up="up by 3", down="d") }}')


def test_it_cuts_sentences_outside_bindings_only():
    prose = 'A {{ literal("1. 2", source="s. t") }} b. C {{ figure("x.y") }}! D?'
    assert sentences(prose) == (
        'A {{ literal("1. 2", source="s. t") }} b.',
        'C {{ figure("x.y") }}!',
        "D?",
    )
