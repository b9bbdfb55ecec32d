"""The sample shows a request to move a dossier, a letter that lies ready, an explanation and a sign; once."""

from cuamo.cli.sample_moving import make_moving
from cuamo.dossiers.models import Expedite, PreparedApology
from cuamo.dossiers.services.accept import accept
from cuamo.kernel.clock import local
from cuamo.kernel.events import history_of
from cuamo.oversight.models import Explanation, Flag
from cuamo.oversight.services.raise_flags import READ, raise_flags
from tests.support.city import staff

NOW = local("2026-11-26 10:00")


def test_one_of_each_is_made_once(counter):
    late = []
    for seed in (1, 2):
        dossier = counter.sent("2.000635", seed=seed)
        accept(dossier_id=dossier.id, officer=staff("tiepnhan.hoankiem"), at=local("2026-11-20 09:00"))
        late.append(dossier)

    first, second = make_moving(NOW), make_moving(NOW)
    for dossier in late:
        for event in history_of(dossier.id):
            if event.name in READ:
                raise_flags(event)

    assert first == {"requests to move": 1, "explanations": 1, "late requests": 1, "letters ready": 2}
    assert sum(second.values()) == 0
    assert (Expedite.objects.count(), Explanation.objects.count()) == (1, 1)
    assert PreparedApology.objects.count() == 2
    assert [flag.kind for flag in Flag.objects.all()] == ["LAST_MOMENT"]
