"""Let somebody act for oneself, in one's own session; and act under it at a counter."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.catalogue.selectors.versions import names_of
from cuamo.dossiers.models import Mandate, Visit
from cuamo.dossiers.policies import require_own_visit
from cuamo.dossiers.rules.mandate import GIVEN, LONGEST, SIGNED_IN, is_in_force
from cuamo.dossiers.selectors.mandates import may_be_given
from cuamo.dossiers.services.parts import lock_visit
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.kernel.identifiers import personal_id
from cuamo.kernel.ids import uuid7
from cuamo.kernel.text import nfc
from cuamo.people.models import Person
from cuamo.people.services.find_or_create import hash_of_personal_id

MOST_PROCEDURES = 10


@transaction.atomic
def give_mandate(
    *,
    citizen: Actor,
    holder_id: str,
    holder_name: str,
    procedures: Sequence[str],
    ends_on: date | None,
    relation: str = "",
    agreed: bool,
    at: datetime,
) -> Mandate:
    """Let another adult act for oneself (ủy quyền), for named procedures, until a day; it is stopped at once.

    No paper is needed: the person is signed in with their own identity and says yes to the words. Records
    `mandate.given`.

    Args:
        holder_id: personal number of who may act, `holder_name` as on their card; both must be theirs.
        agreed: the box under the words is ticked.
    Raises:
        NotPermitted: nobody is signed in.
        Invalid: something is missing, or names nobody known here.
        Conflict: this person holds such a mandate already.
    Law: Civil Code 91/2015/QH13, art. 134 to 143 (representation by authority, its scope and term).
    """
    if citizen.kind is not ActorKind.CITIZEN or not citizen.person_id:
        raise NotPermitted("mandate.who", "Chỉ chính người đó cho làm thay.", "Only the person themselves.")
    codes = list(dict.fromkeys(procedures))
    today = to_hanoi(at).date()
    if not codes or len(codes) > MOST_PROCEDURES or set(codes) - set(names_of(codes)):
        raise Invalid(
            "mandate.scope",
            f"Chọn việc được làm thay, nhiều nhất {MOST_PROCEDURES} việc.",
            f"Choose what may be done, {MOST_PROCEDURES} at most.",
            where="viec",
        )
    barred = set(codes) - set(may_be_given(codes, on=today))
    if barred:
        names = ", ".join(sorted(names_of(barred).values()))
        raise Invalid(
            "mandate.barred",
            f"Luật không cho làm thay việc này: {names}.",
            f"The law does not let others do this: {names}.",
            where="viec",
        )
    if ends_on is None or not today <= ends_on <= today + LONGEST:
        raise Invalid(
            "mandate.term",
            f"Chọn ngày cuối, từ hôm nay đến {today + LONGEST:%d/%m/%Y}.",
            f"Choose the last day, from today to {today + LONGEST:%d/%m/%Y}.",
            where="den_ngay",
        )
    if not agreed:
        raise Invalid(
            "mandate.agree",
            "Chưa đánh dấu đồng ý.",
            "The box is not ticked.",
            where="dong_y",
        )
    holder = _known(holder_id, holder_name)
    if str(holder.id) == citizen.person_id:
        raise Invalid(
            "mandate.self", "Đây là số của chính mình.", "This is the own number.", where="so_dinh_danh"
        )
    represented = Person.objects.select_for_update().get(id=UUID(citizen.person_id))
    running = Mandate.objects.filter(
        represented=represented, holder=holder, evidence=SIGNED_IN, revoked_at=None, ends_on__gte=today
    )
    if running.exists():
        raise Conflict(
            "mandate.there",
            "Người này đang được làm thay. Dừng cái cũ rồi cho lại.",
            "This person may act already. Stop that first, then give it anew.",
        )
    try:
        mandate = Mandate.objects.create(
            id=uuid7(at),
            kind="OTHER",
            holder=holder,
            represented=represented,
            relation=nfc(relation).strip()[:120],
            proof=SIGNED_IN,
            procedures=codes,
            starts_on=today,
            ends_on=ends_on,
            text_version=GIVEN.version,
            text_hash=GIVEN.hash,
            evidence=SIGNED_IN,
            made_by=citizen.as_json(),
            made_at=at,
        )
    except IntegrityError:
        raise Conflict("mandate.there", "Đã ghi rồi.", "It is there already.") from None
    events.record(
        "mandate.given",
        mandate.id,
        actor=citizen,
        at=at,
        procedures=codes,
        ends_on=ends_on.isoformat(),
        text=GIVEN.version,
        hash=GIVEN.hash.hex(),
    )
    return mandate


@transaction.atomic
def act_under(*, visit_id: UUID, clerk: Actor, mandate_id: UUID, at: datetime) -> Visit:
    """Let the person of the visit act under a mandate that runs, without its paper being shown again.

    The visit asks for consent anew, with the name of the represented. Records `mandate.used`.

    Raises:
        NotFound: the person of the visit does not hold it.
        Invalid: it has ended or was stopped.
        NotPermitted: it is another clerk's visit, or it has ended.
    """
    visit = lock_visit(visit_id)
    require_own_visit(visit, clerk)
    found = Mandate.objects.select_for_update(of=("self",)).filter(id=mandate_id)
    mandate = found.filter(holder_id=visit.person_id).first() if visit.person_id else None
    if mandate is None:
        raise NotFound("mandate.unknown", "Không thấy ủy quyền này.", "There is no such authority.")
    if not is_in_force(
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        revoked=mandate.revoked_at is not None,
        procedures=list(mandate.procedures),
        procedure="",
        today=to_hanoi(at).date(),
    ):
        raise Invalid(
            "mandate.over",
            "Ủy quyền này đã hết hạn hoặc đã dừng.",
            "This authority has ended or was stopped.",
        )
    visit.mandate = mandate
    visit.save(update_fields=["mandate"])
    events.record(
        "mandate.used", mandate.id, actor=clerk, at=at, visit=str(visit.id), agency=visit.agency_code
    )
    return visit


def _known(holder_id: str, holder_name: str) -> Person:
    number = personal_id.check(holder_id)
    holder = Person.objects.filter(pid_hash=hash_of_personal_id(number)).first()
    if holder is None or str(holder.full_name).casefold() != nfc(" ".join(holder_name.split())).casefold():
        raise Invalid(
            "mandate.holder",
            "Không thấy người có số và tên này.",
            "Nobody with this number and name is known here.",
            where="so_dinh_danh",
            hint_vi="Xem lại số và họ tên trên căn cước. Người đó cần đăng nhập hoặc ra quầy một lần trước.",
            hint_en="Check number and name on the card. They must have signed in or come to a counter once.",
        )
    return holder
