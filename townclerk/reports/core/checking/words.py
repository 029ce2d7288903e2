"""Words as the checks compare them: stems, words without a subject of their own, near words."""

import re
from functools import cache

_WORD = re.compile(r"[A-Za-z][A-Za-z’']*")

_SAME = {
    "expenditure": "cost",
    "spend": "cost",
    "spent": "cost",
    "shortfall": "gap",
    "employee": "staff",
    "workforce": "staff",
    "efficiency": "saving",
    "overspent": "overspend",
    "underspent": "underspend",
    "anticipat": "forecast",
    "project": "project",
    "percent": "rate",
    "percentage": "rate",
    "pupil": "child",
    "children": "child",
    "people": "person",
}

_SOFT = frozenset(
    re.findall(
        r"\S+",
        """
    a an the this that these those it its they them their there here we us our you your he she
    his her i me my who whom which what when where why how and or but nor so yet if then than
    as at by for from in into of off on onto out over per to under until up upon with within
    without about above across after against along among around before behind below beneath
    beside between beyond during except near since through throughout toward towards via versus
    v is are was were be been being am has have had having do does did doing will would shall
    should can could may might must also again all already although always any because both
    each either enough even ever every few however indeed just least less many more most much
    neither never no none not now often once only other others otherwise perhaps quite rather
    same several some still such therefore though thus too very well while whether yes stand
    stands stood come comes came reach reached reaches total totals totalled totalling amount
    amounts amounted equal equals say says said show shows showed shown report reports reported
    reporting set sets put puts give gives gave given take takes took taken make makes made see
    sees saw seen record records recorded recording count counts counted handle handled deal
    dealt receive received get gets got hold holds held keep kept bring brings brought find
    finds found leave leaves left remain remains remained become became include includes
    included including contain contains contained cover covers covered represent represents
    represented account accounts accounted mean means meant cost costs costing value values
    valued worth figure figures number numbers sum level levels position positions overall
    altogether combined whole entire together exactly precisely roughly approximately approx
    circa nearly almost close currently current present presently latest recent recently today
    year years yearly month months monthly annual annually period quarter time date end start
    beginning point points percent percentage cent part share case cases use uses used need
    needs needed way ways new old good high higher highest low lower lowest large larger small
    smaller big great further additional extra expected estimate estimated expect expects
    forecast forecasts projected planned plan plans agreed approved council councils authority
    borough local service services team teams department departments section area areas chapter
    paragraph table annex appendix summary conclusion members member cabinet committee note
    noted stay stayed run runs ran running work works worked operate operates operated serve
    served serving provide provided provides deliver delivered employ employs employed pay pays
    paid paying fund funded funds finance financed require required requires result results
    resulting place placed following follows followed follow outline outlined described
    describe confirm confirmed known called call calls named sits sit lies lie it’s own spend
    spends spending spent expenditure million billion thousand hundred k m bn pound pounds £m
    £k fte ftes
    """,
    )
)
"""Words that do not tell one subject from another."""

DEICTIC = frozenset(
    re.findall(r"\S+", "team service department unit section we our us they this its here")
)
"""Words that point to whatever the section is about."""


@cache
def stem(word: str) -> str:
    """
    >>> stem("revised"), stem("Revision"), stem("libraries"), stem("Children’s"), stem("gaps")
    ('revis', 'revis', 'library', 'child', 'gap')
    """
    bare = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    if bare in _SAME:
        return _SAME[bare]
    if len(bare) > 4 and bare.endswith("ies"):
        bare = bare[:-3] + "y"
    elif len(bare) > 3 and bare.endswith("s") and not bare.endswith(("ss", "us", "is")):
        bare = bare[:-1]
    bare = _SAME.get(bare, bare)
    for ending in ("ations", "ation", "ing", "ion", "ed"):
        if bare.endswith(ending) and len(bare) - len(ending) >= 3:
            bare = bare.removesuffix(ending)
            break
    return _SAME.get(bare, bare.removesuffix("e") if len(bare) > 4 else bare)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def stems_of(text: str) -> frozenset[str]:
    """Every stem of the text that says what it is about."""
    return frozenset(stem(word) for word in words_of(text) if is_telling(word))


def all_stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(text))


@cache
def is_telling(word: str) -> bool:
    bare = word.lower().replace("’", "'").removesuffix("'s")
    return bare not in _SOFT and len(bare) > 1


def plain_text(text: str) -> str:
    """Folded for comparison: case, quotes, spaces, punctuation at the ends."""
    folded = text.lower().replace("’", "'").replace("–", "-").replace("—", "-")
    return re.sub(r"\s+", " ", re.sub(r"[^\w£%' -]", " ", folded)).strip()


def quoted(text: str, limit: int = 120) -> str:
    """The words to show as the place, cut at a word when long."""
    bare = re.sub(r"\s+", " ", text).strip()
    return bare if len(bare) <= limit else bare[:limit].rsplit(" ", 1)[0] + " …"
