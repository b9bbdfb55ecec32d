"""One ladder for a filing that is several dossiers, and a row for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from cuamo.catalogue.selectors.linked import part_of, pinned_set
from cuamo.dossiers.models import LinkedPart
from cuamo.dossiers.rules.ladder import WORDS, Rung, Stage, rung_of, stages
from cuamo.dossiers.rules.linked import Count, counted, rung_of_filing, waits_for_part

if TYPE_CHECKING:
    from cuamo.dossiers.selectors.tracking import Track


@dataclass(frozen=True)
class PartTrack:
    """One part as people follow it; no personal data."""

    dossier_id: UUID
    key: str
    name_vi: str
    name_en: str
    track: "Track"
    rung: Rung
    waits_vi: str
    waits_en: str
    without_vi: str
    without_en: str
    after_vi: str
    after_en: str
    with_result: bool

    @property
    def must_choose(self) -> bool:
        """True when the part before ended without a result and nothing was chosen yet."""
        return self.rung is Rung.CHOICE

    @property
    def waits(self) -> bool:
        """True until its authority has it."""
        return self.rung in {Rung.WAITING, Rung.CHOICE}


@dataclass(frozen=True)
class FilingTrack:
    """A filing as people follow it: its one state, and every part."""

    rung: Rung
    parts: list[PartTrack]
    count: Count


def rung_of_part(part: LinkedPart) -> Rung:
    """Return the state one part is shown at; waiting and choosing are a part's own."""
    dossier = part.dossier
    if waits_for_part(dossier):
        return Rung.CHOICE if part.blocked_at is not None else Rung.WAITING
    withdrawn = dossier.ending.get("kind") == "WITHDRAWN"
    return rung_of(dossier.state, dossier.carriage, withdrawn=withdrawn)


def filing_track(parts: Sequence[LinkedPart], tracks: Sequence["Track"]) -> FilingTrack:
    """Return the filing's one state and its parts, in the order they start.

    Args:
        parts: with their dossiers. tracks: of each, in the same order.
    """
    said = pinned_set(parts[0].filing.linked_set_id) if parts else None
    names = {part.dossier_id: part_of(said, part.key) for part in parts if said is not None}
    rows = []
    for part, seen in zip(parts, tracks, strict=True):
        spec = names[part.dossier_id]
        before = names.get(part.starts_after_id) if part.starts_after_id else None
        rung = rung_of_part(part)
        rows.append(
            PartTrack(
                dossier_id=part.dossier_id,
                key=part.key,
                name_vi=spec.name_vi,
                name_en=spec.name_en,
                track=replace(seen, rung=rung) if seen.rung is not rung else seen,
                rung=rung,
                waits_vi=spec.waits_vi,
                waits_en=spec.waits_en,
                without_vi=spec.without_vi,
                without_en=spec.without_en,
                after_vi=before.name_vi if before else "",
                after_en=before.name_en if before else "",
                with_result=part.with_result,
            )
        )
    rungs = [row.rung for row in rows]
    return FilingTrack(rung_of_filing(rungs), rows, counted(rungs))


def whole(filing: "Track", seen: FilingTrack, *, submitted_at: datetime | None) -> "Track":
    """Return the filing's own track with the one ladder over all parts.

    Due is the latest day promised, once every part has one; held by whoever has the part that
    decides the state.
    """
    tracks = [row.track for row in seen.parts]
    accepted = [at for track in tracks if (at := _reached(track, Rung.ACCEPTED))]
    due = [track.due_at for track in tracks if track.due_at is not None]
    answers = [track.answer_due_at for track in tracks if track.answer_due_at is not None]
    all_due = max(due) if len(due) == len(tracks) else None
    holder = next((row.track for row in seen.parts if row.rung is seen.rung), tracks[0])
    finished, returned = _last(tracks, Rung.READY), _last(tracks, Rung.RETURNED)
    as_shown = Rung.RETURNED if seen.rung is Rung.PARTLY else seen.rung
    steps = stages(
        rung=as_shown,
        submitted_at=submitted_at,
        answer_due_at=min(answers) if answers else None,
        accepted_at=min(accepted) if accepted else None,
        due_at=all_due,
        finished_at=finished,
        returned_at=returned,
    )
    if seen.rung is Rung.PARTLY:
        steps = [_partly(step) if step.rung is Rung.RETURNED else step for step in steps]
    return replace(
        filing,
        rung=seen.rung,
        stages=steps,
        holder_vi="" if seen.rung is Rung.CHOICE else holder.holder_vi,
        holder_en="" if seen.rung is Rung.CHOICE else holder.holder_en,
        since=holder.since,
        due_at=all_due,
        answer_due_at=min(answers) if answers and all_due is None and not accepted else None,
        late=any(track.late for track in tracks),
        soon=any(track.soon for track in tracks),
        paused=any(track.paused for track in tracks),
        returns=max(track.returns for track in tracks),
        parts=tuple(seen.parts),
    )


def _partly(step: Stage) -> Stage:
    vi, en = WORDS[Rung.PARTLY]
    return replace(step, rung=Rung.PARTLY, word_vi=vi, word_en=en, now=True)


def _reached(track: "Track", rung: Rung) -> datetime | None:
    return next((stage.reached_at for stage in track.stages if stage.rung is rung), None)


def _last(tracks: Sequence["Track"], rung: Rung) -> datetime | None:
    """Return when the last part came to the rung; None while one that may still come has not."""
    came = [_reached(track, rung) for track in tracks if track.rung not in {Rung.REFUSED, Rung.WITHDRAWN}]
    reached = [at for at in came if at is not None]
    return max(reached) if reached and len(reached) == len(came) else None
