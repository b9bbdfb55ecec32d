"""The life of one dossier in a simulated month: brought, paid, decided, and its papers and result carried."""

import random
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction

from cuamo.cli.sample_story import Story, _pick, _prepare, _wards
from cuamo.cli.sample_work import work_on
from cuamo.dossiers.models import Dossier, Result, WorkItem
from cuamo.dossiers.selectors.originals_to_send import originals_travel
from cuamo.dossiers.services.issue_result import issue_result, pack_result
from cuamo.dossiers.services.seal_result import seal_result
from cuamo.dossiers.services.send_originals import hand_in_originals, pack_originals
from cuamo.dossiers.services.sign_result import _keep
from cuamo.dossiers.states import State, Step, Sync
from cuamo.kernel.errors import DomainError
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.organisation.types import Role
from tests.support.month.post import Post
from tests.support.month.tills import Tills
from tests.support.month.world import Life, World

PROCEDURES = (
    ("2.000635", 40), ("1.001193", 12), ("1.004873", 14), ("1.012289", 14), ("1.012278", 8), ("2.000033", 12),
)  # fmt: skip
ENDS = (
    ("DELIVERED", 86), ("REFUSED", 4), ("REFUSED_INTAKE", 3), ("WITHDRAWN", 2), ("SENT", 2),
    ("SUPPLEMENTED", 3),
)  # fmt: skip


@dataclass
class Lives:
    """Draws dossiers and lets them live."""

    world: World
    tills: Tills
    post: Post

    def draw(self, count: int) -> None:
        """Begin so many dossiers on the working days of the month."""
        world = self.world
        calendar = current_calendar()
        days = [world.first + timedelta(days=step) for step in range(world.days)]
        days = [day for day in days if calendar.is_working(day)]
        for number in range(count):
            story = replace(
                Story.draw(world.rng, days * 10), procedure=_pick(world.rng, PROCEDURES), late=False
            )
            ends = _pick(world.rng, ENDS)
            day = days[world.rng.randrange(len(days))]
            at = world.at(day, story.starts_at.time()).replace(second=0)
            story = replace(story, starts_at=at, ends=ends, rating=0)
            world.begin(self.life(story, number), at=at)

    def life(self, story: Story, number: int) -> Life:
        """One dossier."""
        world, rng = self.world, random.Random(story.seed)
        story = replace(story, starts_at=max(world.now, story.starts_at))
        with transaction.atomic():
            dossier = _prepare(story, self.tills, _wards()[story.ward % len(_wards())], rng)
        world.done["dossiers"] += 1
        dossier.refresh_from_db()
        if dossier.helped_at and originals_travel(dossier) and world.chance(0.2):
            self._papers(dossier)
        if dossier.sync == Sync.EXTERNAL:
            return
        with transaction.atomic():
            work_on(story, self.tills, dossier.id, rng, now=world.now + timedelta(days=60))
        result = Result.objects.filter(dossier_id=dossier.id, approved_at__isnull=False).first()
        if result is None:
            return
        assert result.approved_at is not None
        yield result.approved_at + timedelta(minutes=5)
        with transaction.atomic():
            _keep(dossier.id, f"%PDF-1.7 {number}".encode(), world.now)
        dossier.refresh_from_db()
        records = self.tills.officer(dossier.decided_by, Role.RECORDS_CLERK, at=world.now)
        issue_result(dossier_id=dossier.id, clerk=records, at=world.now)
        dossier.refresh_from_db()
        if dossier.state != State.DONE:
            world.done["result: electronic"] += 1
            return
        yield world.working(world.now, world.rng.randrange(10, 200))
        yield from self._carry(dossier)

    def _papers(self, dossier: Dossier) -> None:
        clerk = self.tills.officer(dossier.helped_at, Role.CLERK, at=self.world.now)
        at = dossier.submitted_at
        assert at is not None
        try:
            draft = pack_originals(dossier_id=dossier.id, clerk=clerk, at=at)
        except DomainError:
            return
        labels = list(draft.papers.values_list("label", flat=True))
        parcel = hand_in_originals(
            dossier_id=dossier.id, inside=labels, clerk=clerk, at=at,
            seal_number=f"GT{self.world.rng.randrange(10**9):09d}",
        )  # fmt: skip
        self.world.done["papers sent"] += 1
        self.world.begin(self.post.originals(parcel), at=max(at, self.world.now))

    def _carry(self, dossier: Dossier) -> Life:
        world = self.world
        while WorkItem.objects.filter(dossier_id=dossier.id, step=Step.PACK).exists():
            receiver = self.tills.officer(dossier.received_by, Role.RECEIVER, at=world.now)
            parcel = pack_result(dossier_id=dossier.id, clerk=receiver, at=world.now)
            seal_result(
                parcel_id=parcel.id, clerk=receiver, at=world.now,
                seal_number=f"HN{world.rng.randrange(10**9):09d}",
                inside=list(parcel.papers.values_list("label", flat=True)),
            )  # fmt: skip
            world.done["results sent"] += 1
            yield from self.post.result(parcel)
            # What was lost is asked for again by the product itself, days later.
            for _ in range(20):
                yield world.working(world.now, 480)
                dossier.refresh_from_db()
                waits = WorkItem.objects.filter(dossier_id=dossier.id, step=Step.PACK).exists()
                if waits or dossier.state == State.RETURNED:
                    break
