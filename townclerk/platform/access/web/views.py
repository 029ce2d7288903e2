"""The account page, and signing in through a provider."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from townclerk.platform import clock
from townclerk.platform.access import linking, oidc, sign_in
from townclerk.platform.access.http import Access, Door, actor, public, signed_in
from townclerk.platform.access.models import IdentityProvider, SignIn
from townclerk.platform.access.reader import Reader


@signed_in
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """What I hold, and where I am signed in."""
    sessions = SignIn.objects.filter(user=actor(request).user, ended=None)[:50]
    reader: Reader = request.reader  # type: ignore[attr-defined]
    own = any(held.on_behalf_of is None for held in reader.roles)
    context = {"reader": reader, "sessions": sessions, "own": own}
    return render(request, "access/account.html", context)


@signed_in
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    sign_in.end_session(user=request.user, sign_in=pk)  # type: ignore[arg-type]
    return redirect("access:account")


class SignInPage(LoginView):  # type: ignore[misc]
    """Signing in with a password, or at a provider the council has switched on."""

    access = Access(Door.PUBLIC)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        onward = self.request.GET.get("next", "")
        query = f"?{urlencode({'next': onward})}" if onward else ""
        context["providers"] = [
            (provider.name, reverse("access:provider-start", args=[provider.slug]) + query)
            for provider in IdentityProvider.objects.filter(active=True)
        ]
        return context


@public
@require_GET
def no_registration(request: HttpRequest) -> HttpResponse:
    return render(request, "access/no_registration.html")


def _client(provider: IdentityProvider) -> oidc.Client:
    back = settings.SITE_URL + reverse("access:provider-return", args=[provider.slug])
    return oidc.Client(provider, back, settings.HOME.keys)


@public
@require_GET
def provider_start(request: HttpRequest, slug: str) -> HttpResponse:
    provider = get_object_or_404(IdentityProvider, slug=slug, active=True)
    try:
        address, attempt = _client(provider).begin()
    except oidc.SignInRefused as refusal:
        return _refused(request, provider, refusal)
    onward = request.GET.get("next", "/")
    request.session["oidc"] = {**asdict(attempt), "next": onward}
    return HttpResponseRedirect(address)


@public
@require_http_methods(["GET"])
def provider_return(request: HttpRequest, slug: str) -> HttpResponse:
    """Each attempt is used once: it leaves the session before anything is checked."""
    provider = get_object_or_404(IdentityProvider, slug=slug, active=True)
    kept = request.session.pop("oidc", None)
    try:
        if kept is None or kept["provider"] != slug:
            raise oidc.SignInRefused("No sign-in was started here (state). Start again.")
        onward = kept.pop("next")
        answer = {name: str(value) for name, value in request.GET.items()}
        identity = _client(provider).finish(oidc.Attempt(**kept), answer, clock.now())
        user = linking.user_for(identity, provider, moment=clock.now())
    except oidc.SignInRefused as refusal:
        return _refused(request, provider, refusal)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(onward if safe else "/")


def _refused(
    request: HttpRequest, provider: IdentityProvider, refusal: oidc.SignInRefused
) -> HttpResponse:
    linking.refused(provider, str(refusal), moment=clock.now())
    context = {"reason": str(refusal), "provider": provider}
    return render(request, "access/sign_in_refused.html", context, status=403)
