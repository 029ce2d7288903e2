"""The register of subjects, under whose names topics of scrutiny overlap."""

from townclerk.democracy.models import ScrutinySubject
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.registers import RETENTION, SECTION, TO
from townclerk.platform.registers import SOURCE, Column, Kind, Register, register

SUBJECTS = register(
    Register(
        name="scrutiny-subjects",
        title="Subjects of scrutiny",
        singular="subject of scrutiny",
        model=ScrutinySubject,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("title", "Subject", Kind.TEXT, required=True),
            Column(
                "names",
                "Names it goes by",
                Kind.LONG_TEXT,
                required=True,
                help="One on each line, like: channel shift.",
            ),
            Column("start", "From", Kind.DATE, required=True),
            TO,
            SOURCE,
        ),
        search=("code", "title", "names"),
        retention=RETENTION,
        description="Names of one subject, by which topics overlap that share no word.",
        empty="No subject is entered, so topics overlap by the words of their titles alone.",
    )
)
