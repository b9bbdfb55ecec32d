"""Addresses of queues, booked times and lessons (ux §4.1, §4.3)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.queue import board, booking, desk, door, lessons, teaching, ticket

app_name = "queue"
urlpatterns: list[URLPattern | URLResolver] = [
    path("lay-so/<str:unit_code>/", door.door, name="door"),
    path("lay-so/<str:unit_code>/hen/", door.booked, name="door-booked"),
    path("lay-so/<str:unit_code>/nghe/", door.listen, name="door-listen"),
    path("so/<str:token>/", ticket.ticket, name="ticket"),
    path("so/<str:token>/moi/", ticket.fresh, name="ticket-fresh"),
    path("so/<str:token>/nghe/", ticket.listen, name="ticket-listen"),
    path("so/<str:token>/ve/", ticket.give_up, name="ticket-leave"),
    path("so/<str:token>/quay-lai/", ticket.back, name="ticket-back"),
    path("goi-so/<str:unit_code>/", board.board, name="board"),
    path("goi-so/<str:unit_code>/tieng/<int:number>-<int:counter>/", board.sound, name="board-sound"),
    path("dat-lich/", booking.choose_point, name="points"),
    path("dat-lich/bai-hoc/", lessons.choose, name="lessons"),
    path("dat-lich/bai-hoc/<uuid:session_id>/", lessons.take_place, name="lesson"),
    path("dat-lich/<str:unit_code>/", booking.choose_time, name="times"),
    path("hen/<str:token>/", booking.show, name="booking"),
    path("hen/<str:token>/<slug:what>/", booking.act, name="booking-act"),
    path("quay/goi-so/", desk.call, name="call"),
    path("quay/hang-cho/", desk.desk, name="desk"),
    path("quay/hang-cho/moi/", desk.fresh, name="desk-fresh"),
    path("quay/hang-cho/cua/", desk.make_door, name="make-door"),
    path("quay/bai-hoc-mo/", teaching.teaching, name="teaching"),
]
