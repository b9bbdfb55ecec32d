"""Publish where dossiers of a procedure are taken in."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cuamo.catalogue.models import AcceptingList, Procedure
from cuamo.catalogue.policies import require_approver
from cuamo.catalogue.selectors.accepting import as_place, newest_list, places_to_choose
from cuamo.catalogue.selectors.book import live_version
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound
from cuamo.organisation.selectors.scope import unit_of

CENTRE = ("Trung tâm Phục vụ hành chính công thành phố Hà Nội", "Hanoi Public Administration Service Center")


@transaction.atomic
def publish_accepting(
    *, code: str, unit_codes: Collection[str], actor: Actor, at: datetime, paper: str = ""
) -> AcceptingList:
    """Publish the complete list of places that take a procedure in (công bố nơi tiếp nhận).

    Records `places.published` with what came and went. Lists published before stay as they were.

    Args:
        unit_codes: of open branches and points.
        paper: the decision it stands on.
    Raises:
        NotFound: no such procedure.
        IllegalTransition: people read no version of it yet.
        Invalid: no place is chosen, or one takes nothing in.
        NotPermitted: the actor is no approver.
    Law: Decision 766/QĐ-TTg, index 1.1 to 1.3; Decree 118/2025/NĐ-CP (intake anywhere in the province).
    """
    require_approver(actor)
    if Procedure.objects.select_for_update().filter(code=code).first() is None:
        raise NotFound(
            "catalogue.no_procedure", f"Không thấy thủ tục {code}.", f"There is no procedure {code}."
        )
    if live_version(code) is None:
        raise IllegalTransition(
            "catalogue.nothing_published",
            "Thủ tục này chưa công bố phiên bản nào.",
            "No version of this procedure is published yet.",
            hint_vi="Công bố phiên bản trước, rồi công bố nơi tiếp nhận.",
            hint_en="Publish a version first.",
        )
    chosen = [unit for unit in places_to_choose() if unit.code in unit_codes]
    unknown = sorted(set(unit_codes) - {unit.code for unit in chosen})
    if unknown or not chosen:
        raise Invalid(
            "accepting.places",
            f"Không tiếp nhận hồ sơ: {', '.join(unknown)}." if unknown else "Chọn ít nhất một nơi tiếp nhận.",
            f"These take nothing in: {', '.join(unknown)}." if unknown else "Choose at least one place.",
            where="noi",
        )
    before = newest_list(code)
    places = [as_place(unit) for unit in chosen]
    body = unit_of(actor)
    made = AcceptingList.objects.create(
        procedure_id=code,
        number=(before.number if before else 0) + 1,
        places=places,
        paper=paper.strip()[:300],
        published_at=at,
        published_by=actor.id,
        published_name=actor.name,
        body_vi=body.name_vi if body else CENTRE[0],
        body_en=body.name_en if body else CENTRE[1],
    )
    old = {place["code"] for place in before.places} if before else set()
    new = {place["code"] for place in places}
    events.record(
        "places.published",
        made.id,
        actor=actor,
        at=at,
        code=code,
        number=made.number,
        places=len(places),
        added=sorted(new - old),
        removed=sorted(old - new),
        paper=made.paper,
    )
    return made
