"""The sample person with papers of their own."""

from datetime import timedelta

import pytest
from django.conf import settings

from cuamo.cli.sample_own_papers import own_papers_of_one
from cuamo.documents.ports import DocumentSigner
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.verify import verify_pdf
from cuamo.dossiers.models import OwnPaper
from cuamo.dossiers.selectors.own_papers import own_papers
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.kernel import ports
from tests.support.city import MORNING
from tests.support.simulators import running_simulator

pytestmark = pytest.mark.django_db
NOW = MORNING + timedelta(days=62)


def test_the_person_has_a_good_paper_used_again_one_that_ended_and_one_taken_out(city):
    with running_simulator("signing") as url:
        adapter = RemoteDocumentSigner(url, settings.SIGNING_SECRET)
        ports.bind(DocumentSigner, lambda: adapter)

        assert own_papers_of_one(now=NOW) == 4
        assert own_papers_of_one(now=NOW) == 0, "made once"

    person = str(OwnPaper.objects.values_list("person_id", flat=True)[0])
    good, ended, out = own_papers(person, now=NOW)
    assert (len(good.used_in), good.expired, good.days_left) == (1, False, 161)
    assert (ended.expired, ended.used_in) == (True, [])
    assert out.paper.removed_at is not None
    (report,) = verify_pdf(content_of(good.paper.file))
    assert report.valid
