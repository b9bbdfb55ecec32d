"""What the sign-in pages share: errors as the design system draws them."""

import math
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone


class SaysErrors:
    """Gives the template `errors`, each under the name of its field."""

    first_field = "code"
    """Takes what is wrong with the form as a whole."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # the view mixed into
        return {**context, "errors": errors_of(context.get("form"), first_field=self.first_field)}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer 429, with the moment from which to try again, when there were too many tries."""
        until = locked_until(context.get("form"))
        if until is None:
            return super().render_to_response(context, **kwargs)  # type: ignore[misc, no-any-return]
        response: HttpResponse = super().render_to_response(context, **{**kwargs, "status": 429})  # type: ignore[misc]
        response.headers["Retry-After"] = str(max(1, math.ceil((until - timezone.now()).total_seconds())))
        return response


def locked_until(form: Form | None) -> datetime | None:
    """Return the moment a lock ends, when the form was refused because of one."""
    if form is None or not form.is_bound:
        return None
    for faults in form.errors.as_data().values():
        for fault in faults:
            if fault.code == "locked" and fault.params:
                until: datetime = fault.params["until"]
                return until
    return None


def errors_of(form: Form | None, *, first_field: str) -> dict[str, str]:
    """Return the first error of each field; what belongs to no field goes to `first_field`."""
    if form is None or not form.is_bound:
        return {}
    errors: dict[str, str] = {}
    for name, found in form.errors.items():
        errors.setdefault(first_field if name == "__all__" else name, str(found[0]))
    return errors
