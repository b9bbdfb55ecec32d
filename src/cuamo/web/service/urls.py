"""Addresses for machines that watch or read the product, and what everybody may know of its health."""

from django.urls import URLPattern, URLResolver, path

from cuamo.web.service import failed_jobs, health, jobs, status, well_known

app_name = "service"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("favicon.ico", well_known.favicon, name="favicon"),
    path("robots.txt", well_known.robots, name="robots"),
    path("tinh-trang", status.status, name="status"),
    path("viec/<uuid:work_id>/", jobs.job, name="job"),
    path("viec/loi/", failed_jobs.failed, name="failed-jobs"),
    path("viec/loi/<int:job_id>/lai/", failed_jobs.again, name="job-again"),
    path("viec/loi/tin-nhan/<uuid:notice_id>/lai/", failed_jobs.text_again, name="text-again"),
    path("viec/loi/su-kien/<int:fault_id>/lai/", failed_jobs.take_again, name="fault-again"),
]
