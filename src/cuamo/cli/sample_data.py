"""Sample of what people ask beside their dossiers: a call, and requests about their data."""

from datetime import datetime, timedelta
from uuid import UUID

from cuamo.cli.sample_people import DATA
from cuamo.dossiers.models import Callback, DataRequest, Dossier
from cuamo.dossiers.selectors.callbacks import times_to_call
from cuamo.dossiers.selectors.data_requests import centre_code
from cuamo.dossiers.services.ask_about_data import ask_about_data
from cuamo.dossiers.services.call_back import ask_call
from cuamo.dossiers.services.handle_data_request import acknowledge_data_request, answer_data_request
from cuamo.dossiers.states import CLOSED, State
from cuamo.interop.systems.identity.simulator.people import PEOPLE
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.organisation.selectors.staff import actor_of
from cuamo.people.models import Account, Person
from cuamo.people.services.find_or_create import hash_of_personal_id

ANSWER = (
    "Đã ngừng tin nhắn nhắc giờ hẹn và hỏi đánh giá. Tin về hồ sơ đang làm vẫn gửi."
    " Muốn nhận lại thì bấm «Cho dùng lại» ở trang Dữ liệu của tôi."
)


def ask_beside_dossiers(*, now: datetime) -> int:
    """Make one call that is waited for and two requests about data, one open, one answered; once only.

    They belong to the first people who can sign in. Returns how many are new.
    """
    made = 0
    people = [found for each in PEOPLE[:2] if (found := _citizen(each.personal_id)) is not None]
    if people:
        made += _call(people[0], now)
    if people and not DataRequest.objects.exists():
        made += _requests(people, now)
    return made


def _call(citizen: Actor, now: datetime) -> int:
    if Callback.objects.exists():
        return 0
    mine = Dossier.objects.filter(applicant_id=UUID(citizen.person_id)).exclude(state=State.DRAFT)
    moving = mine.exclude(state__in=[int(state) for state in CLOSED]).order_by("-id").first()
    dossier, times = moving or mine.order_by("-id").first(), times_to_call(now=now)
    if dossier is None or not times:
        return 0
    ask_call(
        dossier_id=dossier.id,
        citizen=citizen,
        phone=str(dossier.contact_phone) or "0912345678",
        window=times[0].key,
        question="Bao giờ có kết quả, có phải mang thêm gì không?",
        at=now,
    )
    return 1


def _requests(people: list[Actor], now: datetime) -> int:
    officer = actor_of(Account.objects.get(username="giamsat.trungtam"), at=now)
    assert officer.unit_code == centre_code() == DATA[0][1]
    earlier = now - timedelta(days=9)
    answered = ask_about_data(
        citizen=people[0],
        kind="WITHDRAW_CONSENT",
        uses=["MESSAGES"],
        said="Không nhắn tin nhắc nữa.",
        at=earlier,
    )
    acknowledge_data_request(
        request_id=answered.id, officer=officer, with_others=False, at=earlier + timedelta(days=1)
    )
    answer_data_request(
        request_id=answered.id,
        officer=officer,
        outcome="GRANTED",
        answer=ANSWER,
        at=earlier + timedelta(days=4),
    )
    ask_about_data(
        citizen=people[-1],
        kind="ACCESS",
        said="Muốn biết đang giữ những gì về tôi.",
        at=now - timedelta(days=1),
    )
    return 2


def _citizen(personal_id: str) -> Actor | None:
    person = Person.objects.filter(pid_hash=hash_of_personal_id(personal_id)).first()
    if person is None:
        return None
    return Actor(ActorKind.CITIZEN, f"person:{person.id}", person.full_name, person_id=str(person.id))
