"""Reading claims: what is counted on twice, and services that two options name."""

from townclerk.change.core.options_claims import Overlap, Scope, Slice, in_two_scopes
from townclerk.change.core.options_claims import overlaps as found_in
from townclerk.change.models import Claim, OptionScope, OptionSheet

STANDING = [state for state in OptionSheet.State if state != OptionSheet.State.WITHDRAWN]


def slices(claims: "list[Claim] | None" = None) -> list[Slice]:
    """Claims of options that still stand, and of growth projects."""
    held = Claim.objects.select_related("option") if claims is None else claims
    return [
        slice_of(claim) for claim in held if claim.option is None or claim.option.state in STANDING
    ]


def slice_of(claim: Claim) -> Slice:
    return Slice(
        kind=claim.kind,
        reference=claim.reference,
        title=claim.title,
        claimant=claim.claimant,
        growth=claim.option is None,
        whole=claim.whole,
        amount=claim.amount,
        shared=claim.shared,
        left=claim.left,
    )


def overlaps() -> tuple[Overlap, ...]:
    return found_in(slices())


def shared_scopes() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Services that more than one standing option names in its scope."""
    rows = OptionScope.objects.filter(option__state__in=STANDING).select_related("option")
    return in_two_scopes(Scope(option=row.option.title, name=row.name) for row in rows)
