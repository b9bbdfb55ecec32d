"""Addresses of the program on a courier's phone under `/giao/may/`: what it keeps, and what it brings."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from cuamo.delivery.models import CourierAct
from cuamo.delivery.rules.recipient import NEED_WORDS
from cuamo.delivery.selectors.phone import elsewhere_for_phone, looks_for_phone, runs_for_phone
from cuamo.delivery.selectors.slots import slots_after
from cuamo.delivery.services.settle_acts import settle_acts
from cuamo.delivery.services.take_act import Act, take_act
from cuamo.delivery.states import FAILURE_REASONS, MOST_ATTEMPTS, MOST_CODE_TRIES, NO_MORE_TRIES, WINDOWS
from cuamo.documents.services.claim_evidence import claim_evidence
from cuamo.documents.services.read_codes import read_codes
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, Invalid, NotPermitted
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest
from cuamo.web.courier.parts import place_of
from cuamo.web.device.answers import body_of, device_call, read_json, reasons_of
from cuamo.web.device.files import take_announcement, take_piece
from cuamo.web.device.keys import keep_or_give
from cuamo.web.forms import id_of, read_moment

MOST_ACTS = 20
MOST_PHOTO = 8 * 1024 * 1024
COURIERS = (Role.COURIER,)
SAID = (
    "window",
    "proof",
    "relation",
    "reason",
    "next_window",
    "note",
    "taker_ref",
    "words",
    "papers",
    "seal",
)
LONGEST = 200


@device_call("GET", roles=COURIERS)
def pack(request: ActedRequest) -> HttpResponse:
    """Answer everything a day without the network needs, for this courier alone."""
    now = timezone.now()
    settle_acts(courier=request.actor, at=now)
    day = now.astimezone(HANOI).date()
    return JsonResponse(
        {
            "now": now.isoformat(),
            "courier": {"id": request.actor.id, "name": request.actor.name},
            "runs": runs_for_phone(request.actor.id, day=day, at=now),
            "elsewhere": elsewhere_for_phone(request.actor.id, day=day),
            "settled": looks_for_phone(request.actor.id, at=now),
            "windows": list(WINDOWS),
            "slots": slots_after(day),
            "reasons": [[key, words[0]] for key, words in FAILURE_REASONS.items()],
            "no_more": sorted(NO_MORE_TRIES),
            "needs": {str(need): words[0] for need, words in NEED_WORDS.items()},
            "most_attempts": MOST_ATTEMPTS,
            "most_tries": MOST_CODE_TRIES,
        }
    )


@device_call("POST", roles=COURIERS)
def acts(request: ActedRequest) -> HttpResponse:
    """Take acts in the order they were done, each by itself; the same one again gets the same answer."""
    said = read_json(request)
    if str(said.get("courier", "")) != request.actor.id:
        raise NotPermitted(
            "act.other_courier",
            "Máy này đang giữ việc của bưu tá khác. Mời người đó đăng nhập để gửi.",
            "This phone holds another courier's work; that courier has to sign in.",
            where="session",
        )
    found = said.get("acts", [])
    if not isinstance(found, list) or len(found) > MOST_ACTS:
        raise Invalid("acts", f"Mỗi lần gửi nhiều nhất {MOST_ACTS} việc.", f"At most {MOST_ACTS} at a time.")
    device = id_of(str(said.get("device", "")))
    if device is None:
        raise Invalid("device.unknown", "Thiếu mã máy.", "The phone's id is missing.", where="device")
    verdicts = [_verdict(request, device, one) for one in found if isinstance(one, dict)]
    return JsonResponse({"verdicts": verdicts, "now": timezone.now().isoformat()})


@device_call("POST", roles=COURIERS)
def barcode(request: ActedRequest) -> HttpResponse:
    """Answer the codes in a photo of a label, for phones that cannot read them themselves."""
    data = body_of(request, most=MOST_PHOTO)
    if data is None:
        raise Invalid(
            "photo.size", "Ảnh quá lớn. Chụp lại gần hơn.", "The picture is too large.", where="photo"
        )
    return JsonResponse({"codes": read_codes(data)[:10], "now": timezone.now().isoformat()})


announce = device_call("POST", roles=COURIERS)(take_announcement)
piece = device_call("PUT", roles=COURIERS)(take_piece)
key = device_call("GET", "PUT", roles=COURIERS)(keep_or_give)


def _verdict(request: ActedRequest, device: UUID, told: dict[str, Any]) -> dict[str, Any]:
    """Do one act in its own transaction and answer what became of it."""
    try:
        act = _act(request, device, told)
        kept = take_act(act=act, courier=request.actor, at=timezone.now())
    except DomainError as refused:
        return {"key": str(told.get("key", "")), "state": "look", "reasons": reasons_of(refused)}
    return {
        "key": str(kept.key),
        "state": _STATES[kept.state],
        "reasons": kept.reasons,
        "words": kept.words,
        "doubt": kept.doubt,
        "evidence": kept.evidence_sha256,
        "at": kept.received_at.isoformat(),
    }


_STATES = {
    CourierAct.State.DONE.value: "done",
    CourierAct.State.LOOK.value: "look",
    CourierAct.State.SETTLED.value: "settled",
}


def _act(request: ActedRequest, device: UUID, told: dict[str, Any]) -> Act:
    """Read one act as the phone sends it.

    Raises:
        Invalid: it has no key, no time, or names evidence that has not arrived.
    """
    key, at = id_of(str(told.get("key", ""))), read_moment(str(told.get("at", "")))
    if key is None or at is None:
        raise Invalid(
            "act.unreadable", "Việc này thiếu mã hoặc giờ.", "The act has no key or time.", where="key"
        )
    digest = str(told.get("evidence", "") or "")
    kept = claim_evidence(sha256=digest, owner=request.actor) if digest else None
    if digest and kept is None:
        raise Invalid(
            "act.evidence",
            "Ảnh hoặc chữ ký chưa tới máy chủ.",
            "The evidence has not arrived.",
            where="evidence",
        )
    said: dict[str, Any] = {
        name: str(told[name])[:LONGEST] for name in SAID if isinstance(told.get(name), str)
    }
    if isinstance(told.get("seen"), list):
        said["seen"] = sorted({str(one) for one in told["seen"]} & set(NEED_WORDS))
    return Act(
        key=key,
        kind=str(told.get("kind", ""))[:10],
        device=device,
        serial=_count(told.get("serial"), 2**31 - 1) or 0,
        device_time=at,
        skew_s=_count(told.get("skew_s"), 10**9),
        contact_at=read_moment(str(told.get("contact_at", ""))),
        label=str(told.get("label", ""))[:20],
        parcel_id=id_of(str(told.get("parcel", ""))),
        run_id=id_of(str(told.get("run", ""))),
        position=place_of(told.get("position")),
        code=str(told.get("code", ""))[:8],
        wrong_tries=min(abs(_count(told.get("wrong_tries"), 100) or 0), 100),
        evidence_id=kept,
        evidence_sha256=digest if kept else "",
        said=said,
        overtaken=told.get("overtaken") is True,
        again=min(max(_count(told.get("again"), 1000) or 0, 0), 1000),
    )


def _count(told: Any, most: int) -> int | None:
    plain = isinstance(told, int | float) and not isinstance(told, bool) and abs(told) <= most
    return int(told) if plain else None
