"""WSGI entry point of the web server."""

import os

from cuamo.config.process_metrics import share_metrics

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuamo.config.settings.dev")
os.environ.setdefault("CUAMO_POOL", "1")
share_metrics()

from django.core.wsgi import get_wsgi_application  # noqa: E402  # after the environment is set
from granian.utils.proxies import wrap_wsgi_with_proxy_headers  # noqa: E402

application = get_wsgi_application()
if proxies := os.environ.get("CUAMO_TRUSTED_PROXIES"):
    application = wrap_wsgi_with_proxy_headers(application, proxies)
