from hypothesis import given
from hypothesis import strategies as st

from townclerk.platform.search.core.terms import COMMON, MAX_TERMS, plain_words, read_question


@given(st.text())
def test_it_keeps_letters_and_digits_only(text):
    words = plain_words(text)
    assert all(word and word.isalnum() for word in words)
    assert plain_words(" ".join(words)) == words


@given(st.text(), st.booleans())
def test_it_never_passes_query_syntax_on(text, unfinished):
    terms = read_question(text, unfinished=unfinished)
    assert len(terms) <= MAX_TERMS
    assert all(word.isalnum() for term in terms for word in term.words)


def test_it_keeps_quoted_and_joined_words_together():
    terms = read_question("“cost of change” 2018/19 gap")
    assert [term.words for term in terms] == [("cost", "of", "change"), ("2018", "19"), ("gap",)]


def test_it_drops_common_words_but_not_a_whole_quotation():
    assert read_question("the of and") == ()
    assert [str(term) for term in read_question('"the of and"')] == ["the of and"]
    assert "the" in COMMON


def test_it_leaves_the_last_word_open_while_typing():
    terms = read_question("budget th", unfinished=True)
    assert [(str(term), term.open) for term in terms] == [("budget", False), ("th", True)]
