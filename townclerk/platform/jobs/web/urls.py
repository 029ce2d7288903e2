from django.urls import path

from townclerk.platform.jobs.web import views

app_name = "jobs"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/again/", views.again, name="again"),
]
