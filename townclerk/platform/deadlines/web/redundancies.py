"""Recording proposed redundancies, which brings their dated tasks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from townclerk.kernel.errors import TownclerkError
from townclerk.platform import clock
from townclerk.platform.access.areas import Area, Verb
from townclerk.platform.access.http import actor, needs
from townclerk.platform.access.reader import Refused
from townclerk.platform.deadlines import redundancy
from townclerk.platform.deadlines.web.forms import Redundancies


@needs(Verb.CONTRIBUTE, Area.PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = Redundancies(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = redundancy.propose(
                redundancy.Facts(**form.cleaned_data), actor=actor(request), moment=clock.now()
            )
        except Refused:
            raise
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        except TownclerkError as error:
            form.add_error(None, str(error))
        else:
            messages.info(request, redundancy.timed(made).step.how)
            return HttpResponseRedirect(reverse("tasks:mine"))
    return render(request, "deadlines/redundancies.html", {"form": form})
