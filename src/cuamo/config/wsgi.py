"""WSGI entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuamo.config.settings.dev")
os.environ.setdefault("CUAMO_POOL", "1")
application = get_wsgi_application()
