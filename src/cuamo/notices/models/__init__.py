"""Tables of the app, one module per aggregate."""

from cuamo.notices.models.notice import Notice
from cuamo.notices.models.one_time_code import OneTimeCode

__all__ = ["Notice", "OneTimeCode"]
