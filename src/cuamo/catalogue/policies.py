"""Who may change the book of procedures, and who may let it count."""

from collections.abc import Collection

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import NotPermitted

EDITORS = frozenset({"CATALOGUE_EDITOR", "BUSINESS_ADMIN"})
APPROVERS = frozenset({"CATALOGUE_APPROVER", "BUSINESS_ADMIN"})


def require_editor(actor: Actor) -> None:
    """Let editors of the catalogue, business administrators and the system through.

    Raises:
        NotPermitted: anybody else.
    """
    if actor.kind is ActorKind.SYSTEM or actor.roles & EDITORS:
        return
    raise NotPermitted(
        "catalogue.not_editor",
        "Chỉ biên tập viên danh mục và quản trị nghiệp vụ được sửa danh mục thủ tục.",
        "Only editors of the catalogue and business administrators may change it.",
        hint_vi="Nhờ biên tập viên danh mục của trung tâm.",
        hint_en="Ask an editor of the catalogue at the centre.",
    )


def require_approver(actor: Actor) -> None:
    """Let approvers of the catalogue, business administrators and the system through.

    Raises:
        NotPermitted: anybody else.
    """
    if actor.kind is ActorKind.SYSTEM or actor.roles & APPROVERS:
        return
    raise NotPermitted(
        "catalogue.not_approver",
        "Chỉ người duyệt danh mục được duyệt, trả lại, công bố và khôi phục phiên bản.",
        "Only an approver of the catalogue may approve, send back, publish and restore versions.",
        hint_vi="Nhờ người duyệt danh mục của trung tâm.",
        hint_en="Ask an approver of the catalogue at the centre.",
    )


def require_second_person(actor: Actor, *, made_by: str, authors: Collection[str] = ()) -> None:
    """Keep everybody who wrote in a version from approving it.

    Raises:
        NotPermitted: the actor wrote in it.
    """
    if actor.id == made_by or actor.id in authors:
        raise NotPermitted(
            "catalogue.same_person",
            "Người soạn không tự duyệt được. Cần một người khác duyệt.",
            "The author cannot approve; another person must.",
        )
