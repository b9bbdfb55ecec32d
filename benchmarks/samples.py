"""Requests and people for the benchmarks, from fixed seeds."""

import base64
import json
import random
from datetime import date
from typing import Any

from benchmarks.load import request_bytes

PROCEDURE = "1.001193"
WARD = "00070"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def submission_body(number: int) -> dict[str, Any]:
    """Return a complete dossier of the person `number`: birth registration with one small picture."""
    from cuamo.catalogue.selectors.versions import version_in_force
    from cuamo.cli.sample_forms import plausible_answers, plausible_values

    if not _KEPT:
        rng, today = random.Random(3), date.today()
        content = version_in_force(PROCEDURE, on=today).content
        answers = plausible_answers(content, rng) | {"giay_chung_sinh": "GIAY"}
        _KEPT.update(answers=answers, values=plausible_values(content, answers, {}, today=today, rng=rng))
    year = 1960 + number // 1_000_000 % 40
    return {
        "procedure": PROCEDURE,
        "applicant": {
            "personal_id": f"0011{year % 100:02d}{number % 1_000_000:06d}",
            "full_name": f"Nguyễn Thị Mẫu {number}",
            "birth_date": f"{year}-09-02",
            "sex": "Nữ",
            "address": "Số 12 phố Hàng Bông, Hoàn Kiếm",
            "phone": f"09{number % 100_000_000:08d}",
        },
        "answers": _KEPT["answers"],
        "values": _KEPT["values"],
        "papers": [{"component": "giay_chung_sinh", "content_base64": base64.b64encode(PNG).decode()}],
        "delivery": {"way": "HOME", "address": "Số 12 phố Hàng Bông, Hoàn Kiếm", "ward_code": WARD},
        "confirmed": True,
    }


def submission(number: int, token: str, *, host: str) -> bytes:
    """Return the request that sends it."""
    return request_bytes(
        "POST",
        "/api/v1/dossiers",
        host=host,
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"bench-key-{number:012d}",
        },
        body=json.dumps(submission_body(number)).encode(),
    )


def client_token() -> str:
    """Register a trusted system and return its token."""
    from django.utils import timezone

    from cuamo.interop.services.api_clients import create_client

    now = timezone.now()
    return create_client(name=f"bench {now:%Y%m%d%H%M%S%f}", scopes=["submit"], unit_code="", at=now)[1]


_KEPT: dict[str, Any] = {}
