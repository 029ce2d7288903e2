"""An option sheet names the consultation it rests on."""

import pytest

from townclerk.change.documents.options_sections import sections
from townclerk.change.tests.builders_options import a_sheet, by
from townclerk.customers.models import Consultation
from townclerk.kernel.errors import Problems
from townclerk.platform.registers import by_name
from townclerk.platform.registers import operations as registers

pytestmark = pytest.mark.django_db


def test_it_refers_to_a_consultation_that_is_there_and_tells_where_it_stands():
    sheet = a_sheet()
    options = by_name("options")
    given = {"consultation_reference": "parks"}
    shared = {"expected_version": sheet.version, **by("finance-partner")}
    with pytest.raises(Problems, match="There is no consultation parks"):
        registers.change(options, sheet, given, **shared)
    Consultation.objects.create(
        reference="parks", title="Parks", question="?", state="earlier", held_before=True
    )
    changed = registers.change(options, sheet, given, **shared)
    assert changed.consultation_reference == "parks"
    told = {part.code: dict(part.facts) for part in sections(changed, staffing=None)}
    assert told["consultation"]["Consultation"] == "Parks (closed)"
