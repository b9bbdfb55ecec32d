"""Addresses of coordination `/dieu-phoi`."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.coordinator import acts, exceptions, items, runs, statements

app_name = "coordinator"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", runs.runs, name="runs"),
    path("chuyen/<uuid:run_id>/", runs.run, name="run"),
    path("bat-thuong/", exceptions.show, name="exceptions"),
    path("bat-thuong/canh-bao/<uuid:alarm_id>/", acts.answer_alarm, name="answer-alarm"),
    path("bat-thuong/tin/<uuid:news_id>/", acts.look, name="look"),
    path("bat-thuong/don/<uuid:order_id>/hoi/", acts.ask, name="ask"),
    path("bat-thuong/don/<uuid:order_id>/huy/", acts.call_off_one, name="call-off"),
    path("quyet-toan/", statements.overview, name="statements"),
    path("quyet-toan/tep/<uuid:work_id>/", statements.sheet_file, name="sheet-file"),
    path("quyet-toan/viec/<uuid:item_id>/", items.item, name="item"),
    path("quyet-toan/<uuid:statement_id>/", statements.one, name="statement"),
    path("quyet-toan/<uuid:statement_id>/in/", statements.paper, name="statement-paper"),
    path("quyet-toan/<uuid:statement_id>/tep-<str:kind>/", statements.sheet, name="statement-sheet"),
    path("quyet-toan/<uuid:statement_id>/dong/<uuid:line_id>/", statements.line, name="statement-line"),
]
