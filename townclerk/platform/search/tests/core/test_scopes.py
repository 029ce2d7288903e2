"""A scope is found in the text of the index where it is kept, and nowhere else."""

from itertools import product

from townclerk.platform.search.core.scopes import marked

SCOPES = ("body:audit", "body:Audit", "body:AUDIT", "body:audit-2", "project:audit", "body:a^udit")


def test_it_is_in_its_own_text_and_in_no_other_whatever_the_case():
    for one, other in product(SCOPES, SCOPES):
        assert (marked(one).lower() in marked(other).lower()) is (one == other)


def test_several_stand_side_by_side():
    text = marked("body:audit") + marked("project:assets")
    assert marked("project:assets") in text
    assert marked("project:asset") not in text
