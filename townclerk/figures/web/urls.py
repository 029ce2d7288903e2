from django.urls import path

from townclerk.figures.web import views, waiting, writing

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("<str:key>/", views.show, name="show"),
    path("<str:key>/download.<str:form>", views.download, name="download"),
    path("<str:key>/printed/<str:reference>/", views.printed, name="printed"),
    path("<str:key>/state/", writing.state, name="state"),
    path("<str:key>/sign/", writing.sign, name="sign"),
    path("<str:key>/sign/<int:pk>/", writing.sign_returned, name="sign_returned"),
    path("<str:key>/publish/<int:pk>/", writing.publish_returned, name="publish_returned"),
]
