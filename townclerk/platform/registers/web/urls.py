from django.urls import path

from townclerk.platform.registers.web import lists, log, views, writing

app_name = "registers"
urlpatterns = [
    path("", views.index, name="index"),
    path("log/", log.log, name="log"),
    path("<slug:name>/", views.list_page, name="list"),
    path("<slug:name>/new/", writing.new, name="new"),
    path("<slug:name>/import/", views.import_sheet, name="import"),
    path("<slug:name>/columns/", lists.columns, name="columns"),
    path("<slug:name>/views/", lists.keep_view, name="keep_view"),
    path("<slug:name>/views/<int:pk>/delete/", lists.forget_view, name="forget_view"),
    path("<slug:name>/many/", lists.act, name="act"),
    path("<slug:name>/many/<int:pk>/", lists.acted, name="acted"),
    path("<slug:name>/export/<str:form>/", views.export, name="export"),
    path("<slug:name>/<int:pk>/", views.detail, name="detail"),
    path("<slug:name>/<int:pk>/edit/", writing.edit, name="edit"),
    path("<slug:name>/<int:pk>/<slug:step>/", writing.transition, name="transition"),
]
