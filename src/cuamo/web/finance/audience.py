"""Who opens the pages of finance."""

import functools
from typing import Any, ParamSpec

from django.http import HttpResponseBase

from cuamo.organisation.types import Role
from cuamo.payments.policies import require_accountant
from cuamo.web.audiences import AnyView, View, staff_required

P = ParamSpec("P")


def accountant_required(view: View[P]) -> AnyView:
    """A page of the centre's accountants; those of an operator see their own statements only."""

    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        require_accountant(request.actor)
        return view(request, *args, **kwargs)

    functools.update_wrapper(guarded, view)
    return staff_required(Role.FINANCE)(guarded)
