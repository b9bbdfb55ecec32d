"""Who opens the pages of the catalogue."""

from cuamo.catalogue.policies import APPROVERS, EDITORS
from cuamo.web.audiences import staff_required

catalogue_staff = staff_required(*sorted(EDITORS | APPROVERS))
