"""Give an envelope only to somebody who may have it."""

from collections.abc import Collection
from datetime import datetime

from cuamo.delivery.models import Parcel
from cuamo.delivery.rules.recipient import NEED_WORDS, Named, missing
from cuamo.delivery.selectors.recipient import named_takers, rule_of
from cuamo.delivery.states import Relation
from cuamo.kernel.errors import Invalid, NotPermitted


def require_taker(
    parcel: Parcel, *, relation: str, seen: Collection[str], by_code: bool, taker_ref: str, at: datetime
) -> Named | None:
    """Refuse to give the envelope to anybody its pinned rule does not allow (đúng người nhận).

    Args:
        seen: keys of `rules.recipient.Need` that were looked at.
        taker_ref: who of those who stand by name is here; empty for nobody of them.
    Returns:
        Who of the named it is given to.
    Raises:
        Invalid: the relation is not in the list, or something has to be seen first.
        NotPermitted: this person may not take it.
    """
    if relation not in Relation.values:
        raise Invalid("deliver.relation", "Chọn ai đã nhận.", "Say who took it.", where="relation")
    rule = rule_of(parcel)
    named = next((each for each in named_takers(parcel, at=at) if taker_ref and each.ref == taker_ref), None)
    wanted = missing(rule, relation=relation, seen=seen, by_code=by_code, named=named)
    if wanted is None:
        raise NotPermitted(
            "deliver.not_allowed",
            f"Người này không được nhận thay. {rule.say_vi}",
            f"This person may not take it. {rule.say_en}",
            hint_vi="Ghi «Người ở nhà không được nhận thay», hẹn lại với người nhận.",
            hint_en="Write down that who is at home may not take it, and agree on another time.",
        )
    if wanted:
        words = [NEED_WORDS[need] for need in sorted(wanted)]
        raise Invalid(
            "deliver.not_seen",
            "Còn thiếu: " + "; ".join(vi.lower() for vi, _ in words) + ".",
            "Still missing: " + "; ".join(en.lower() for _, en in words) + ".",
            where="seen",
            hint_vi=rule.say_vi,
            hint_en=rule.say_en,
        )
    return named if named is not None and named.relation == relation else None
