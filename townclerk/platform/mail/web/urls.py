from django.urls import path

from townclerk.platform.mail.web import views

app_name = "mail"
urlpatterns = [
    path("", views.letters, name="letters"),
    path("trial/", views.trial, name="trial"),
    path("choices/", views.choose, name="choices"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/again/", views.again, name="again"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
