"""Addresses of the citizen screen `/man-hinh` and of phone capture `/chup` (ux §4.4)."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.screen import acts, capture, listen, own_hand, show, sign, sign_summary

app_name = "screen"
urlpatterns: list[URLPattern | URLResolver] = [
    path("man-hinh/", show.enter, name="enter"),
    path("man-hinh/nghe/", listen.listen_enter, name="listen-enter"),
    path("man-hinh/<str:code>/", show.show, name="show"),
    path("man-hinh/<str:code>/nghi/", show.rest, name="rest"),
    path("man-hinh/<str:code>/nghe/", listen.listen, name="listen"),
    path("man-hinh/<str:code>/moi/", show.fresh, name="fresh"),
    path("man-hinh/<str:code>/dong-y/", acts.consent, name="consent"),
    path("man-hinh/<str:code>/dung-roi/", acts.agree, name="agree"),
    path("man-hinh/<str:code>/sua/", acts.change, name="change"),
    path("man-hinh/<str:code>/ky/", sign.sign, name="sign"),
    path("man-hinh/<str:code>/tu-dien/", own_hand.own_hand, name="own-hand"),
    path("man-hinh/<str:code>/dang-dien/", own_hand.so_far, name="so-far"),
    path("man-hinh/<str:code>/ky-xac-nhan/", sign_summary.sign_summary, name="sign-summary"),
    path("man-hinh/<str:code>/ma/", acts.key_in, name="code"),
    path("man-hinh/<str:code>/goi/", acts.call_help, name="call-help"),
    path("chup/<str:code>/", capture.capture, name="capture"),
    path("chup/<str:code>/trang/<uuid:page_id>/", capture.picture, name="capture-page"),
    path("chup/<str:code>/nghe/", listen.listen_capture, name="listen-capture"),
]
