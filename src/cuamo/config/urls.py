"""All addresses; one prefix per audience (ux §2)."""

from django.urls import include, path

urlpatterns = [
    path("quay/", include("cuamo.web.counter.urls")),
    path("xu-ly/", include("cuamo.web.officer.urls")),
    path("giao/", include("cuamo.web.courier.urls")),
    path("cong-khai/", include("cuamo.web.public.urls")),
    path("giam-sat/", include("cuamo.web.oversight.urls")),
    path("dang-nhap/", include("cuamo.web.account.urls")),
    path("toi/", include("cuamo.web.my.urls")),
    path("", include("cuamo.web.screen.urls")),
    path("", include("cuamo.web.service.urls")),
    path("", include("cuamo.web.portal.urls")),
]
