"""WSGI entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuamo.config.settings.dev")
os.environ.setdefault("CUAMO_POOL", "1")
application = get_wsgi_application()
if proxies := os.environ.get("CUAMO_TRUSTED_PROXIES"):
    application = wrap_wsgi_with_proxy_headers(application, proxies)
