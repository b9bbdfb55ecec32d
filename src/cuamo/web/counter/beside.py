"""A paper opens beside the page it belongs to (`js/beside.js`): who may hold whom, by the policy headers."""

from collections.abc import Callable
from typing import Any, TypeVar

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_holds: Any = csp_update({"frame-src": [SELF]})
_held: Any = csp_replace({"frame-ancestors": [SELF]})


def may_show_papers(view: View) -> View:
    """A page that opens papers of our own beside itself."""
    framing: View = _holds(view)
    return framing


def beside_the_page(view: View) -> View:
    """A paper that pages of our own may hold; nobody else's."""
    framed: View = _held(xframe_options_sameorigin(view))
    return framed
