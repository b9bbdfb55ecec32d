"""Columns whose content only the application can read."""

import json
from typing import Any

from django.db import models

from cuamo.kernel.crypto import decrypt, encrypt


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]  # the stubs give it no parameters
    """A text kept with AES-256-GCM; cannot be searched: keep a keyed hash beside it."""

    def _check_str_default_value(self) -> list[Any]:
        return []  # a text default is right here: it is encrypted before it reaches the binary column

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(bytes(value))

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return encrypt(str(value))

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class EncryptedJSONField(EncryptedTextField):
    """A JSON value kept with AES-256-GCM."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
