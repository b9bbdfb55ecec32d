"""Keep what is answered, step by step; nothing entered is ever lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules import form, questions
from cuamo.catalogue.rules.form import FormResult
from cuamo.catalogue.rules.lacking import lacking, with_lacking
from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.policies import require_editor
from cuamo.dossiers.rules.mandate import STOPPED
from cuamo.dossiers.selectors.earlier import same_case_before
from cuamo.dossiers.services.form_files import Upload, take_form_files
from cuamo.dossiers.services.parts import lock_dossier, tell
from cuamo.dossiers.states import State
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import IllegalTransition, Invalid, NotPermitted
from cuamo.people.rules.uses import Use
from cuamo.people.selectors.uses import stopped_uses

DECLARED_ANEW = frozenset({"checkbox", "file", "signature"})
EARLIER = "earlier_dossier"
"""Source of a value that an earlier dossier of the person gave."""


@transaction.atomic
def answer_questions(*, dossier_id: UUID, actor: Actor, answers: Mapping[str, str], at: datetime) -> Dossier:
    """Keep the answers that decide papers, form and fee; unknown keys and choices are refused.

    Raises:
        Invalid: an answer is none of the choices.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    kept = dict(dossier.answers)
    content = dossier.version.content
    for question in content.get("questions", []):
        given = answers.get(question["key"])
        if not given:
            continue
        if given not in {option["value"] for option in question["options"]}:
            raise Invalid(
                "answer.unknown",
                f"«{question['label_vi']}»: chọn một trong các câu trả lời.",
                f"“{question.get('label_en', question['key'])}”: choose one of the answers.",
                where=question["key"],
            )
        kept[question["key"]] = given
    still_asked = {question.key for question in questions.visible(content, kept)}
    asked = {key: value for key, value in kept.items() if key in still_asked}
    dossier.answers = with_lacking(asked, lacking(dossier.answers))
    _prefill_gaps(dossier)
    touch(dossier, at, "answers", "values", "sources")
    return dossier


@transaction.atomic
def fill_form(
    *,
    dossier_id: UUID,
    actor: Actor,
    raw: Mapping[str, Any],
    at: datetime,
    partly: bool = False,
    uploads: Mapping[str, Upload] = MappingProxyType({}),
) -> FormResult:
    """Keep the form as entered and return what is wrong with it; faulty values are kept as they were typed.

    A signature given now stands for the values as they are after this; a change later lets it lapse. It
    records `dossier.form_signed`, with who gave or took it down.

    Args:
        raw: what came from the page, by field key; of files and signatures see `take_form_files`.
        partly: only the fields in `raw` are looked at (one page of many, or saving on leaving a field).
        uploads: files and pictures of signatures, by field key.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    content, today = dossier.version.content, at.astimezone(HANOI).date()
    asked = {*raw, *uploads}
    taken = take_form_files(dossier, raw, uploads, actor=actor, at=at)
    raw = taken.raw
    merged = {**dossier.values, **raw} if partly else {**_known(dossier, dossier.values), **raw}
    if taken.signed:
        merged = form.bound(content, merged, taken.signed, answers=dossier.answers, today=today)
    result = form.clean(content, merged, answers=dossier.answers, today=today)
    result = replace(result, errors=result.errors | taken.refused)
    changed = {key for key in raw if result.values.get(key, raw[key]) != dossier.values.get(key)}
    dossier.values = {**merged, **result.values}
    dossier.sources = {key: value for key, value in dossier.sources.items() if key not in changed}
    touch(dossier, at, "values", "sources")
    if signed := sorted(key for key in taken.signed if key not in result.errors):
        tell("dossier.form_signed", dossier, actor=actor, at=at, fields=signed)
    if partly:
        errors = {key: fault for key, fault in result.errors.items() if key in asked}
        return FormResult(values=result.values, errors=errors)
    return result


def lock_draft(dossier_id: UUID, actor: Actor, *, at: datetime) -> Dossier:
    """Return the dossier locked, when `actor` may still change it.

    Raises:
        IllegalTransition: it has been sent.
        NotPermitted: the mandate it was opened under has been stopped.
    """
    dossier = lock_dossier(dossier_id)
    require_editor(dossier, actor, at=at)
    if dossier.ending.get("kind") == STOPPED:
        raise NotPermitted(
            "mandate.stopped",
            "Ủy quyền đã bị dừng. Hồ sơ này không làm tiếp, không gửi đi.",
            "The authority was stopped. This dossier goes no further.",
            hint_vi="Hỏi người được làm thay; muốn làm thì ghi ủy quyền mới.",
            hint_en="Ask the represented person; a new authority is needed to go on.",
        )
    if dossier.state != State.DRAFT:
        raise IllegalTransition(
            "dossier.sent",
            f"Hồ sơ {dossier.shown_code} đã gửi, không sửa được nữa.",
            f"Dossier {dossier.shown_code} has been sent and can no longer be changed.",
        )
    return dossier


def touch(dossier: Dossier, at: datetime, *fields: str) -> None:
    """Save the changed columns; a summary shown before no longer counts."""
    was_shown = dossier.summary_hash is not None
    dossier.saved_at = at
    dossier.confirmed_at = None
    dossier.summary_hash = None
    dossier.save(update_fields=[*fields, "saved_at", "confirmed_at", "summary_hash"])
    if was_shown:
        Confirmation.objects.filter(dossier=dossier, outdated_at=None).update(outdated_at=at)


def _prefill_gaps(dossier: Dossier) -> None:
    """Fill fields nobody has touched from what is known of the person; the answers may have added some."""
    if dossier.applicant is None or Use.PREFILL in stopped_uses(dossier.applicant_id):
        return
    known = form.prefill(dossier.version.content, dossier.answers, dossier.applicant.facts())
    for key, (value, source) in known.items():
        if not dossier.values.get(key):
            dossier.values = {**dossier.values, key: value}
            dossier.sources = {**dossier.sources, key: source}
    _carry_over(dossier)


def _carry_over(dossier: Dossier) -> None:
    """Fill what is still empty from the person's last dossier of the very same case.

    Declarations (ticked boxes), signatures and files are never carried over: each dossier has its own.
    """
    if questions.missing(dossier.version.content, dossier.answers):
        return
    earlier = same_case_before(dossier)
    if earlier is None:
        return
    for field in form.fields(dossier.version.content, dossier.answers):
        said = earlier.values.get(field.key)
        if (
            field.type not in DECLARED_ANEW
            and said not in (None, "", [], {})
            and not dossier.values.get(field.key)
        ):
            dossier.values = {**dossier.values, field.key: said}
            dossier.sources = {**dossier.sources, field.key: EARLIER}


def _known(dossier: Dossier, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return kept values of fields the form still has."""
    keys = {
        field["key"] for section in dossier.version.content["form"]["sections"] for field in section["fields"]
    }
    return {key: value for key, value in values.items() if key in keys}
