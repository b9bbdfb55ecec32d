"""Tables of the app, one module per aggregate."""

from cuamo.interop.models.api_client import ApiClient, ClientEvent

__all__ = ["ApiClient", "ClientEvent"]
