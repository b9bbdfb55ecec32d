"""What the sign-in pages share: errors as the design system draws them."""

from typing import Any

from django.forms import Form


class SaysErrors:
    """Gives the template `errors`, each under the name of its field."""

    first_field = "code"
    """Takes what is wrong with the form as a whole."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # the view mixed into
        return {**context, "errors": errors_of(context.get("form"), first_field=self.first_field)}


def errors_of(form: Form | None, *, first_field: str) -> dict[str, str]:
    """Return the first error of each field; what belongs to no field goes to `first_field`."""
    if form is None or not form.is_bound:
        return {}
    errors: dict[str, str] = {}
    for name, found in form.errors.items():
        errors.setdefault(first_field if name == "__all__" else name, str(found[0]))
    return errors
