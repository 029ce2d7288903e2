"""Addresses of the plan and what stands beside it."""

from django.urls import path

from townclerk.finance.web import (
    acts,
    budget,
    checks,
    grid,
    resilience,
    scenarios,
    simulation,
    tax_base,
    views,
)

app_name = "finance"
urlpatterns = [
    path("", views.plan, name="plan"),
    path("<int:number>/", views.plan, name="version"),
    path("<int:number>/lines/", views.lines, name="lines"),
    path("<int:number>/steps/<slug:move>/", views.move, name="move"),
    path("<int:number>/edit/", grid.edit, name="edit"),
    path("<int:number>/edit/undo/", grid.undo, name="undo"),
    path("<int:number>/scenarios/", scenarios.drawer, name="scenarios"),
    path("<int:number>/scenarios/keep/", scenarios.keep, name="keep-scenario"),
    path("<int:number>/scenarios/discard/<slug:code>/", scenarios.discard, name="discard-scenario"),
    path("<int:number>/simulation/", simulation.runs, name="simulation"),
    path("simulations/<int:pk>/", simulation.run, name="simulation-run"),
    path("compare/", views.compare, name="compare"),
    path("tax/", views.tax, name="tax"),
    path("reserves/", views.reserves, name="reserves"),
    path("resilience/", resilience.resilience, name="resilience"),
    path("grants/", views.grants, name="grants"),
    path("change-fund/", views.change_fund, name="change-fund"),
    path("capital-grants/", views.capital_grants, name="capital-grants"),
    path("acts/<slug:name>/", acts.act, name="act"),
    path("acts/<slug:name>/<int:pk>/", acts.act, name="act"),
    path("checks/", checks.checks, name="checks"),
    path("budget/", budget.current, name="budget"),
    path("budget/acts/<slug:name>/", budget.act, name="budget-act"),
    path("budget/acts/<slug:name>/<int:pk>/", budget.act, name="budget-act"),
    path("budget/submissions/<int:pk>/", budget.submission, name="submission"),
    path("budget/amendments/<slug:reference>/", budget.amendment, name="amendment"),
    path("budget/<int:year>/", budget.round_page, name="budget-round"),
    path("budget/<int:year>/resolution/", budget.resolution, name="resolution"),
    path("budget/<int:year>/households/", budget.leaflet, name="leaflet"),
    path("tax-base/", tax_base.current, {"name": "tax-base"}, name="tax-base-now"),
    path("collection-fund/", tax_base.current, {"name": "collection-fund"}, name="fund-now"),
    path("budget/<int:year>/tax-base/", tax_base.base, name="tax-base"),
    path("budget/<int:year>/collection-fund/", tax_base.fund, name="collection-fund"),
    path("budget/<int:year>/book/", budget.book, name="budget-book"),
    path("budget/<int:year>/<slug:name>.<slug:kind>", budget.document, name="budget-document"),
]
