"""One option or the other: recorded with a reason, held by the chooser, the steps and the sheet."""

import pytest

from townclerk.change.documents.options_sections import sections
from townclerk.change.models import OptionExclusion, OptionSheet
from townclerk.change.operations import options
from townclerk.change.queries import chooser
from townclerk.change.registers_options_parts import EXCLUSIONS
from townclerk.change.tests.builders_options import a_sheet, a_whole_sheet, by
from townclerk.finance.operations.plan import add_line, create_version
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.registers import operations as registers

pytestmark = pytest.mark.django_db


def exclude(first, second, reason="One pool is left"):
    given = {"option": first, "other": second, "reason": reason}
    return registers.create(EXCLUSIONS, given, **by("finance-partner"))


def test_a_pair_is_recorded_once_with_a_reason_and_never_with_itself():
    pool, library = a_sheet("pool"), a_sheet("library")
    exclude(pool, library)
    for first, second, reason in ((library, pool, "x"), (pool, pool, "x"), (pool, library, "")):
        with pytest.raises(TownclerkError):
            exclude(first, second, reason)
    assert OptionExclusion.objects.count() == 1


def test_the_chooser_takes_one_of_the_two_without_being_told_again():
    stamp = by("finance-partner")
    plan = create_version(number=1, title="Plan", first_year=2017, **stamp)
    gap = {"code": "gap", "heading": "Gap", "step": "original", "type": "other"}
    add_line(plan, gap, {2017: Money.thousands(10)}, **stamp)
    exclude(a_sheet("pool"), a_sheet("library"))
    a_sheet("parks")
    asked = chooser.Asked(apart=(("parks", "pool"), ("pool", "library")))
    found = chooser.question(chooser.offers(), asked)
    assert {one.key: one.excludes for one in found.options} == {
        "pool": ("library",),
        "library": (),
        "parks": ("pool",),
    }
    assert found.rivals["library"] == {"pool"}


def test_the_second_is_not_recommended_once_the_first_is():
    pool, library = a_whole_sheet("pool"), a_whole_sheet("library")
    exclude(pool, library)
    OptionSheet.objects.filter(pk=pool.pk).update(state="recommended")
    OptionSheet.objects.filter(pk=library.pk).update(state="consulted")
    with pytest.raises(options.Excluded, match="Library cannot go with Pool, which is recommended"):
        options.move(library, "recommend", **by("leader"))
    OptionSheet.objects.filter(pk=pool.pk).update(state="withdrawn")
    assert options.move(library, "recommend", **by("leader")).state == "recommended"


def test_each_sheet_tells_of_the_other_and_the_public_of_published_ones_alone():
    pool, library = a_sheet("pool"), a_sheet("library")
    exclude(pool, library)
    for sheet, other in ((pool, "Library"), (library, "Pool")):
        told = {one.code: one for one in sections(sheet, staffing=None)}["dependencies"]
        assert told.grids[-1].rows == ((other, "One pool is left"),)
