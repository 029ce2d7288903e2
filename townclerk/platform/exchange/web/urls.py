from django.urls import path

from townclerk.platform.exchange.web import views

app_name = "exchange"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>/", views.sheet, name="sheet"),
    path("<slug:name>/blank.xlsx", views.blank_workbook, name="blank"),
    path("<slug:name>/<int:pk>/", views.upload, name="upload"),
    path("<slug:name>/<int:pk>/save/", views.save, name="save"),
    path("<slug:name>/<int:pk>/discard/", views.discard, name="discard"),
    path("<slug:name>/batches/<int:pk>/original/", views.original, name="original"),
]
