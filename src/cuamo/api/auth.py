"""Bearer tokens of trusted systems."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from cuamo.interop.models import ApiClient
from cuamo.interop.services.api_clients import client_of_token
from cuamo.kernel.errors import NotPermitted


class ClientToken(HttpBearer):
    """Finds the system behind `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return client_of_token(token)


def client_with(request: HttpRequest, scope: str) -> ApiClient:
    """Return the calling system when it holds `scope`.

    Raises:
        NotPermitted: it does not.
    """
    client: ApiClient = request.auth  # type: ignore[attr-defined]  # set by ninja
    if scope not in client.scopes:
        raise NotPermitted(
            "token.scope",
            f"Hệ thống này không có quyền «{scope}».",
            f"This system does not hold the scope “{scope}”.",
        )
    return client
