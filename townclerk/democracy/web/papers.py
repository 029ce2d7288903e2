"""Papers and packs of meetings to open, and private notes beside the items of an agenda."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from townclerk.democracy import permissions
from townclerk.democracy.models import AgendaItem, AgendaPack, Annotation
from townclerk.democracy.operations import annotations
from townclerk.democracy.queries import meetings as meeting_queries
from townclerk.democracy.queries.agendas import agenda_is_open
from townclerk.platform import clock
from townclerk.platform.access.http import actor, public, signed_in
from townclerk.platform.files import storage
from townclerk.platform.files.holders import type_of
from townclerk.platform.files.models import Attachment
from townclerk.platform.web.form_pages import form_page

NEUTRAL = "default-src 'none'; sandbox"
OPEN = (AgendaItem, AgendaPack)
"""The records whose files everybody may open once the agenda is published."""


def inside(request: HttpRequest, record: Any | None = None) -> bool:
    return permissions.inside(request.reader, record)  # type: ignore[attr-defined]


@public
@require_safe
def paper(request: HttpRequest, pk: int) -> FileResponse:
    """A paper of an item, or a pack, to save, or with `show` to look at in the browser. What is
    not open to the reader is not there."""
    found = get_object_or_404(Attachment, pk=pk, detached_at=None)
    kind = next((each for each in OPEN if type_of(each) == found.record_type), None)
    record = kind.objects.filter(pk=found.record_id).first() if kind else None
    if record is None or not (inside(request, record) or agenda_is_open(record.meeting)):
        raise Http404("There is no such paper.")
    answer = FileResponse(
        storage.opened(settings.HOME, found.sha256).open("rb"),
        as_attachment=request.GET.get("show") != "yes",
        filename=found.name,
        content_type=found.media_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = NEUTRAL
    return answer


class Note(forms.Form):
    text = forms.CharField(
        label="Your note",
        help_text="Only you can read it. Leave it empty to remove it.",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )


@signed_in
@never_cache
def note(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What the reader notes to themselves on an item of an agenda they may open."""
    reader = request.reader  # type: ignore[attr-defined]
    meeting = meeting_queries.open_to(reader).filter(reference=reference).first()
    if meeting is None or not (inside(request, meeting) or agenda_is_open(meeting)):
        raise Http404(reference)
    item = get_object_or_404(AgendaItem, meeting=meeting, number=number)
    who = actor(request)
    kept = Annotation.objects.filter(user=who.user, item=item).first()
    address = reverse("democracy:meeting", args=[reference])

    def done(given: dict[str, str]) -> str:
        made = annotations.note(item, given["text"], actor=who, moment=clock.now())
        messages.info(request, "Your note is kept." if made else "Your note is removed.")
        return address

    sent = request.POST if request.method == "POST" else None
    form = Note(sent, initial={"text": kept.text if kept else ""})
    trail = [("Calendar of meetings", reverse("democracy:calendar")), (str(meeting), address)]
    title = f"Private note on item {item.number}: {item.title}"
    return form_page(request, form, done, title=title, label="Keep the note", trail=trail)
