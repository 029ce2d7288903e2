from django.urls import path

from townclerk.platform.retention.web import views

app_name = "retention"
urlpatterns = [
    path("", views.index, name="index"),
    path("holds/", views.holds, name="holds"),
    path("holds/<int:pk>/lift/", views.lift, name="lift"),
    path("certificates/", views.certificates, name="certificates"),
    path("proposals/<int:pk>/", views.decide, name="decide"),
    path("<slug:name>/", views.due, name="due"),
    path("<slug:name>/<int:pk>/", views.propose, name="propose"),
]
