"""Acts at the desk of the post: each reads the form, calls one service and says what it did."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.http import QueryDict

from cuamo.delivery.models import Parcel
from cuamo.delivery.services.close_alarm import close_alarm
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.count_bag import count_bag
from cuamo.delivery.services.fill_bag import open_bag, put_in_bag, seal_bag, take_from_bag
from cuamo.delivery.services.find_here import find_here
from cuamo.delivery.services.hold_at_point import hold_at_point, keep_at_centre, send_to_centre
from cuamo.delivery.services.load_bag import load_all
from cuamo.delivery.services.scan_at_place import Way, scan_at_place
from cuamo.delivery.services.take_off_manifest import take_bag_off_manifest, take_off_manifest
from cuamo.delivery.states import Direction
from cuamo.dossiers.services.receive_originals import receive_originals
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.types import Role
from cuamo.web.carriage import sealed_words
from cuamo.web.forms import id_of, read_id
from cuamo.web.officer.couriers import courier_at

Act = Callable[[QueryDict, Actor, datetime], str]


def scan(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Scan an envelope or a bag out or in, or put an envelope into the bag that is being filled."""
    text = posted.get("label", "")
    bag_id = id_of(posted.get("tui", ""))
    if bag_id is not None:
        parcel = put_in_bag(bag_id=bag_id, label=text, clerk=clerk, at=at)
        return f"Đã xếp {parcel.label} vào túi."
    way = Way.IN if posted.get("viec") == "nhan" else Way.OUT
    done = scan_at_place(
        text=text,
        way=way,
        clerk=clerk,
        at=at,
        broken=posted.get("rach") == "co",
        seal_read=posted.get("seal_read", ""),
    )
    what = "túi" if done.is_bag else "phong bì"
    if way is Way.OUT:
        return f"Đã ghi giao {what} {done.label}." + ("" if done.complete else " Chờ bưu tá quét nhận.")
    if done.arrived:
        return f"Đã nhận {done.label}. Mở ra, đánh dấu từng bản gốc."
    if not done.complete:
        return f"Đã ghi nhận {what} {done.label}. Chờ bưu tá quét giao."
    return f"Đã nhận {what} {done.label}." + (" Mở túi, kiểm từng phong bì." if done.is_bag else "")


def take_found(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Hold an envelope that turned up here."""
    parcel = find_here(label=posted.get("label", ""), clerk=clerk, at=at)
    return f"Điểm này giữ {parcel.label}. Bên làm lạc đã được báo. Đưa vào chuyến để đi tiếp."


def open_one(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Open a bag to one place."""
    bag = open_bag(
        origin_unit=clerk.unit_code, destination_unit=posted.get("destination", ""), clerk=clerk, at=at
    )
    return f"Đã mở túi {bag.number}. In nhãn túi, rồi quét từng phong bì vào."


def take_out(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Take an envelope out of an open bag."""
    parcel = take_from_bag(bag_id=_id(posted, "bag"), label=posted.get("label", ""), clerk=clerk, at=at)
    return f"Đã lấy {parcel.label} ra khỏi túi."


def seal_one(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Seal a bag."""
    bag = seal_bag(bag_id=_id(posted, "bag"), seal_number=posted.get("seal_number", ""), clerk=clerk, at=at)
    return f"Đã niêm phong túi {bag.number}: {len(bag.listed)} phong bì. Đưa túi vào chuyến."


def seal_papers(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Tick the originals and seal their envelope."""
    key = _id(posted, "parcel")
    result = Parcel.objects.filter(id=key, direction=Direction.RESULT).exists()
    parcel = (seal_result if result else close_originals)(
        parcel_id=key,
        inside=posted.getlist("papers"),
        seal_number=posted.get("seal_number", ""),
        clerk=clerk,
        at=at,
    )
    return sealed_words(parcel)


def load(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Put envelopes and bags on a courier's run."""
    account = courier_at(clerk.unit_code, id_of(posted.get("courier", "")), at=at)
    courier = actor_of(account, at=at) if account else None
    if courier is None or Role.COURIER not in courier.roles:
        raise Invalid("run.courier", "Chọn bưu tá.", "Choose a courier.", where="courier")
    parcels = [key for value in posted.getlist("parcels") if (key := id_of(value))]
    bags = [key for value in posted.getlist("bags") if (key := id_of(value))]
    run = load_all(parcel_ids=parcels, bag_ids=bags, courier=courier, clerk=clerk, at=at)
    return f"Đã đưa vào chuyến {run.number}. In bảng kê để hai bên ký."


def unload(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Take an envelope, or a bag with what is in it, off its run."""
    if posted.get("bag"):
        bag = take_bag_off_manifest(bag_id=_id(posted, "bag"), clerk=clerk, at=at)
        return f"Đã lấy túi {bag.number} khỏi bảng kê. Lập chuyến khác để đi tiếp."
    parcel = take_off_manifest(parcel_id=_id(posted, "parcel"), clerk=clerk, at=at)
    return f"Đã lấy {parcel.label} khỏi bảng kê. Lập chuyến khác để đi tiếp."


def hold(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Keep a result that came back for its recipient to collect."""
    parcel = hold_at_point(parcel_id=_id(posted, "parcel"), actor=clerk, at=at)
    return f"Điểm giữ {parcel.label}. Người nhận được nhắn mã và hạn đến lấy."


def send_on(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Give to the centre what nobody collected."""
    parcel = send_to_centre(label=posted.get("label", ""), clerk=clerk, at=at)
    return f"Đã ghi giao {parcel.label} về Trung tâm. Chờ Trung tâm quét nhận."


def keep(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Take in at the centre what nobody collected."""
    parcel = keep_at_centre(label=posted.get("label", ""), clerk=clerk, at=at)
    return f"Trung tâm đã nhận và giữ {parcel.label}."


def check(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Tick the originals that arrived."""
    found = posted.getlist("papers")
    parcel = receive_originals(
        parcel_id=_id(posted, "parcel"), found=found, intact=posted.get("rach") != "co", clerk=clerk, at=at
    )
    missing = parcel.papers.filter(found_at=None).count()
    if missing:
        return f"Đã nhận {len(found)} bản gốc của {parcel.label}, thiếu {missing}. Bên gửi đã được báo."
    return f"Đã nhận đủ {len(found)} bản gốc của {parcel.label}."


def count(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Compare a bag with its list."""
    told = count_bag(bag_id=_id(posted, "bag"), labels=posted.get("labels", "").split(), clerk=clerk, at=at)
    if not told.missing and not told.surplus:
        return f"Túi {told.bag.number} đủ {len(told.right)} phong bì."
    said = [f"Túi {told.bag.number}: đúng {len(told.right)}"]
    if told.missing:
        said.append(f"thiếu {', '.join(told.missing)}")
    if told.surplus:
        said.append(f"thừa {', '.join(told.surplus)}")
    return "; ".join(said) + ". Cảnh báo đã gửi cho bên phải trả lời."


def answer(posted: QueryDict, clerk: Actor, at: datetime) -> str:
    """Close an alarm with words."""
    close_alarm(
        alarm_id=_id(posted, "alarm"),
        actor=clerk,
        words=posted.get("words", ""),
        at=at,
        death_confirmed="dead" in posted,
    )
    return "Đã trả lời cảnh báo."


def _id(posted: QueryDict, name: str) -> UUID:
    """Return a key of the form; one that is none belongs to nothing."""
    return read_id(posted, name) or UUID(int=0)


ACTS: dict[str, Act] = {
    "quet": scan,
    "tim-thay": take_found,
    "mo-tui": open_one,
    "lay-ra": take_out,
    "niem-tui": seal_one,
    "niem-giay": seal_papers,
    "lap-chuyen": load,
    "lay-bang-ke": unload,
    "giu": hold,
    "ve-trung-tam": send_on,
    "trung-tam-giu": keep,
    "kiem-giay": check,
    "kiem-tui": count,
    "tra-loi": answer,
}
FIELD = {
    "quet": "label",
    "tim-thay": "label",
    "mo-tui": "destination",
    "lap-chuyen": "courier",
}
"""Where the refusal of an act is shown; acts on one thing show it at that thing."""
