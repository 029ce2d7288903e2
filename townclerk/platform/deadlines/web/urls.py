"""Addresses of what I owe."""

from django.urls import path

from townclerk.platform.deadlines.web import acts, calendar, escalation, redundancies, views

app_name = "tasks"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("redundancies/new/", redundancies.new, name="new_redundancies"),
    path("workload/", views.workload, name="workload"),
    path("escalation/", escalation.ladder, name="escalation"),
    path("escalation/<int:pk>/remove/", escalation.remove, name="remove_step"),
    path("calendar/", calendar.mine, name="calendar"),
    path("calendar/<str:secret>.ics", calendar.feed, name="feed"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/done/", acts.done, name="done"),
    path("<int:pk>/take-back/", acts.take_back, name="take_back"),
    path("<int:pk>/<slug:name>/", acts.act, name="act"),
]
