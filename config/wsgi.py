"""The WSGI entry point."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from townclerk.platform import occupancy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
occupancy.enter(settings.HOME)
application = get_wsgi_application()
