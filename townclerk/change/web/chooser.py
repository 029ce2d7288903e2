"""The page of the chooser: its question, its answer with the reasons, and the runs kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from townclerk.change.core.chooser import Choice, Question
from townclerk.change.core.chooser_kept import choice_read, question_read
from townclerk.change.core.chooser_solving import choose as solved
from townclerk.change.models import ChooserRun
from townclerk.change.operations.chooser import keep_run
from townclerk.change.permissions import OPTION, PLANNING
from townclerk.change.permissions import may as may_options
from townclerk.change.queries import chooser as queries
from townclerk.change.web import chooser_presenters as presenters
from townclerk.change.web.chooser_form import STANDINGS, ChooserForm
from townclerk.finance.public import NoPlan
from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.reader import Reader, Refused


def _whole_area(request: HttpRequest) -> Reader:
    """Choosing reads every option and the gap, so a reach that ends at what is public is not
    enough."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    reader.require(Verb.READ, PLANNING, subject=OPTION)
    return reader


@needs(Verb.READ, PLANNING, subject=OPTION)
def choose(request: HttpRequest) -> HttpResponse:
    """The form; with `ask`, the answer beside it. Sent, it keeps the answer under a title."""
    reader = _whole_area(request)
    keeps = request.method == "POST"
    data = QueryDict(request.POST.get("query", "")) if keeps else request.GET
    gap = data.get("gap", "")
    try:
        offers = queries.offers(gap if gap in queries.GAPS else "revised_gap")
    except NoPlan as error:
        return render(request, "change/chooser.html", {"nothing": str(error)})
    form = ChooserForm(data, offers)
    content: dict[str, Any] = {
        "nothing": "",
        "refused": "",
        "answer": None,
        "offers": offers,
        "form": form,
        "standings": STANDINGS,
        "runs": ChooserRun.objects.all()[:20],
        "may_keep": may_options(reader, Verb.CONTRIBUTE).allowed,
        "rows": presenters.offer_rows(offers),
    }
    if "ask" not in data or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "change/chooser.html", content, status=status)
    question = queries.question(offers, form.asked())
    try:
        choice = solved(question)
        if keeps:
            run = keep_run(
                request.POST.get("title", ""),
                question,
                choice,
                plan_version=offers.version,
                actor=actor(request),
                moment=clock.now(),
            )
            messages.info(request, f"“{run.title}” is kept.")
            return redirect("change:chooser-run", pk=run.pk)
        content |= _answered(data, question, choice)
    except Refused:
        raise
    except TownclerkError as error:
        content["refused"] = str(error)
        return render(request, "change/chooser.html", content, status=422)
    return render(request, "change/chooser.html", content)


@needs(Verb.READ, PLANNING, subject=OPTION)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """A run as it was kept: what was asked, what was answered, and what if one falls."""
    _whole_area(request)
    kept = get_object_or_404(ChooserRun, pk=pk)
    question = question_read(kept.question)
    content = {
        "run": kept,
        "weights": presenters.weights(question),
        "settled": presenters.settled(question),
        **_answered(request.GET, question, choice_read(question, kept.answer)),
    }
    return render(request, "change/chooser_run.html", content)


def _answered(data: QueryDict, question: Question, choice: Choice) -> dict[str, Any]:
    query = data.copy()
    falls = query.pop("fall", [""])[-1]
    return {
        "answer": presenters.answer(question, choice),
        "picture": presenters.trade_off(question, choice),
        "fall": presenters.fall(question, choice, falls) if falls in choice.waits else None,
        "query": query.urlencode(),
    }
