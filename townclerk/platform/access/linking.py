"""From an identity at a provider to a user of this installation."""

from datetime import datetime

from django.db import transaction

from townclerk.platform import records
from townclerk.platform.access.models import IdentityProvider, LinkedIdentity, User
from townclerk.platform.access.oidc import Identity, SignInRefused
from townclerk.platform.audit import log
from townclerk.platform.audit.log import Actor


@transaction.atomic
def user_for(identity: Identity, provider: IdentityProvider, *, moment: datetime) -> User:
    """The user linked to an issuer and subject; a new one without roles where the provider may."""
    found = (
        LinkedIdentity.objects.filter(issuer=identity.issuer, subject=identity.subject)
        .select_related("user")
        .first()
    )
    if found is not None:
        if not found.user.is_active:
            raise SignInRefused("This account is closed. Ask whoever manages access.")
        return found.user
    if not provider.creates_users:
        raise SignInRefused(
            "No account is linked to you yet. Ask whoever manages access to link "
            f"the subject “{identity.subject}” at {provider.name} to your account."
        )
    user = User(username=f"{provider.slug}-{User.objects.count() + 1}")
    user.set_unusable_password()
    user.save()
    log.record(actor=Actor(user=user), verb="add user", target=user, moment=moment)
    link(user=user, identity=identity, actor=Actor(user=user), moment=moment)
    return user


def link(*, user: User, identity: Identity, actor: Actor, moment: datetime) -> LinkedIdentity:
    """Tie a user to an issuer and subject."""
    made = LinkedIdentity(user=user, issuer=identity.issuer, subject=identity.subject)
    return records.create(made, actor=actor, moment=moment)


def refused(provider: IdentityProvider, reason: str, *, moment: datetime) -> None:
    """Write down that a sign-in was refused and why."""
    with transaction.atomic():
        log.record(
            actor=Actor(user=None),
            verb="sign in refused",
            target=provider,
            moment=moment,
            reason=reason,
        )
