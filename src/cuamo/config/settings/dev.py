"""The product on one machine with embedded defaults: what `bin/up` runs."""

from cuamo.config.settings.base import *  # noqa: F403
