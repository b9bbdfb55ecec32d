"""Files of a counter's PC, piece by piece."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from cuamo.documents.services.receive_chunk import (
    MOST_PIECE,
    Received,
    WrongPlace,
    announce_file,
    receive_chunk,
)
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.web.audiences import ActedRequest
from cuamo.web.device.answers import body_of, device_call, read_json, reasons_of
from cuamo.web.forms import read_number


def take_announcement(request: ActedRequest) -> HttpResponse:
    """Say how much of a file has arrived; a file that cannot be taken is refused before a byte is sent."""
    said = read_json(request)
    size = said.get("size")
    if not isinstance(size, int) or isinstance(size, bool):
        raise Invalid("file_size", "Thiếu độ lớn của tệp.", "The size of the file is missing.", where="size")
    found = announce_file(
        sha256=str(said.get("sha256", "")),
        size=size,
        name=str(said.get("name", "")),
        owner=request.actor,
        at=timezone.now(),
    )
    return _answer(found)


def take_piece(request: ActedRequest, sha256: str) -> HttpResponse:
    """Take the piece that begins at byte `from`."""
    data = body_of(request, most=MOST_PIECE)
    if data is None:
        return _too_long()
    try:
        found = receive_chunk(
            sha256=sha256,
            start=read_number(request.GET.get("from", ""), -1),
            data=data,
            owner=request.actor,
            at=timezone.now(),
        )
    except WrongPlace as wrong:
        return JsonResponse({"have": wrong.have, "reasons": reasons_of(wrong)}, status=wrong.status)
    except OSError:
        return JsonResponse({"reasons": reasons_of(_no_room())}, status=503)
    return _answer(found)


def _answer(found: Received) -> JsonResponse:
    content: dict[str, Any] = {"have": found.have, "size": found.size}
    if found.refused is not None:
        return JsonResponse(content | {"reasons": [found.refused]}, status=422)
    if found.stored is not None:
        content |= {
            "stored": True,
            "stored_sha256": found.stored.sha256,
            "pages": found.stored.pages,
            "mime": found.stored.mime,
        }
    return JsonResponse(content)


def _too_long() -> JsonResponse:
    kilobytes = MOST_PIECE // 1024
    refused: DomainError = Invalid(
        "file_piece_size",
        f"Mỗi phần nhiều nhất {kilobytes} kB.",
        f"A piece has at most {kilobytes} kB.",
        where="body",
    )
    return JsonResponse({"reasons": reasons_of(refused)}, status=413)


def _no_room() -> DomainError:
    return DomainError(
        "file_not_kept",
        "Máy chủ chưa ghi được tệp. Tệp vẫn còn trên máy này, sẽ gửi lại.",
        "The server could not keep the file. It is still on this PC and will be sent again.",
    )


announce = device_call("POST")(take_announcement)
piece = device_call("PUT")(take_piece)
