from django.urls import path

from townclerk.platform.files.web import views

app_name = "files"
urlpatterns = [
    path("<int:pk>/", views.download, name="download"),
    path("<int:pk>/take-off/", views.take_off, name="take-off"),
    path("add/<str:record_type>/<str:record_id>/", views.add, name="add"),
]
