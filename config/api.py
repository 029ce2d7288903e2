"""The one interface for programs. Areas bring routers; errors are told alike everywhere.

Operations that only read are open to a session cookie as the pages are. Django Ninja exempts its
views from the forgery check, so one that writes must itself call `ninja.utils.check_csrf`.
"""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI

from config.calc_api import router as calc
from townclerk.figures.api.figures import router as figures
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.platform.access.http import public
from townclerk.platform.access.reader import Refused
from townclerk.platform.deadlines.api.tasks import router as tasks
from townclerk.platform.records import EditConflict
from townclerk.platform.registers.api.registers import router as registers
from townclerk.platform.retention.api.retention import router as retention
from townclerk.platform.search.api.search import router as search

# No page of documentation: Ninja's own fetches its scripts from another site.
api = NinjaAPI(title="Townclerk", version="1", docs_url=None, docs_decorator=public)
api.add_router("/figures", figures)
api.add_router("/search", search)
api.add_router("/calc", calc)
api.add_router("/tasks", tasks)
api.add_router("/r", registers)
api.add_router("/retention", retention)


@api.exception_handler(TownclerkError)
def failed(request: HttpRequest, error: TownclerkError) -> HttpResponse:
    """Every error that a person may read, with a code that a program may rely on."""
    status, code = _told(request, error)
    content: dict[str, object] = {"code": code, "detail": str(error)}
    if isinstance(error, Problems):
        content["problems"] = [asdict(problem) for problem in error.problems]
    return api.create_response(request, content, status=status)


def _told(request: HttpRequest, error: TownclerkError) -> tuple[int, str]:
    if isinstance(error, Refused):
        return (403, "refused") if request.user.is_authenticated else (401, "sign-in-needed")
    if isinstance(error, EditConflict):
        return 409, "changed-by-another"
    return 400, "not-accepted"


urls = api.urls
for pattern in urls[0]:
    # /api/ itself is Ninja's and answers that there is no page; it says so to anybody.
    if isinstance(pattern, URLPattern) and pattern.name == "api-root":
        public(pattern.callback)
