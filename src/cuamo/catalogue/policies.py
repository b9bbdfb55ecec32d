"""Who may change the book of procedures."""

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotPermitted

EDITOR = "BUSINESS_ADMIN"


def require_editor(actor: Actor) -> None:
    """Let business administrators and the system through.

    Raises:
        NotPermitted: anybody else.
    """
    if actor.kind is ActorKind.SYSTEM or EDITOR in actor.roles:
        return
    raise NotPermitted(
        "catalogue.not_editor",
        "Chỉ quản trị nghiệp vụ được sửa danh mục thủ tục.",
        "Only a business administrator may change the catalogue.",
        hint_vi="Nhờ quản trị nghiệp vụ của trung tâm.",
        hint_en="Ask a business administrator of the centre.",
    )


def require_second_person(actor: Actor, *, made_by: str) -> None:
    """Keep the one who wrote a version from approving it.

    Raises:
        NotPermitted: the same person.
    """
    if actor.id == made_by:
        raise NotPermitted(
            "catalogue.same_person",
            "Người soạn không tự duyệt được. Cần một người khác duyệt.",
            "The author cannot approve; another person must.",
        )
