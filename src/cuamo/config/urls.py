"""All addresses; one prefix per audience (ux §2)."""

from django.urls import include, path

from cuamo.api import callbacks
from cuamo.api.urls import api
from cuamo.web import preferences
from cuamo.web.audiences import machine

urlpatterns = [
    path("api/v1/callbacks/payment", machine(callbacks.payment), name="payment-callback"),
    path("api/v1/callbacks/carriers/<str:code>", machine(callbacks.carrier), name="carrier-callback"),
    path("api/v1/", api.urls),
    path("quay/", include("cuamo.web.counter.urls")),
    path("xu-ly/", include("cuamo.web.officer.urls")),
    path("giao/", include("cuamo.web.courier.urls")),
    path("cong-khai/", include("cuamo.web.public.urls")),
    path("danh-muc/", include("cuamo.web.catalogue.urls")),
    path("giam-sat/", include("cuamo.web.oversight.urls")),
    path("tai-chinh/", include("cuamo.web.finance.urls")),
    path("dieu-phoi/", include("cuamo.web.coordinator.urls")),
    path("dang-nhap/", include("cuamo.web.account.urls")),
    path("toi/", include("cuamo.web.my.urls")),
    path("tong-dai/", include("cuamo.web.callcentre.call_urls")),
    path("tong-dai/goi-lai/", include("cuamo.web.callcentre.callback_urls")),
    path("tuy-chon", preferences.save, name="preferences"),
    path("", include("cuamo.web.screen.urls")),
    path("", include("cuamo.web.service.urls")),
    path("", include("cuamo.web.queue.urls")),
    path("", include("cuamo.web.portal.urls")),
]

handler400 = "cuamo.web.errors.bad_request"
handler403 = "cuamo.web.errors.forbidden"
handler404 = "cuamo.web.errors.not_found"
handler500 = "cuamo.web.errors.server_fault"
