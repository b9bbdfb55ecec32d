"""Tables of the app, one module per aggregate."""

from cuamo.organisation.models.counter_pin import CounterPin
from cuamo.organisation.models.loaded_file import LoadedFile
from cuamo.organisation.models.membership import Membership
from cuamo.organisation.models.shift import Handover, Shift
from cuamo.organisation.models.sign_in_limit import SignInLimit
from cuamo.organisation.models.signing_right import CertificateAt, SigningForm, SigningRight
from cuamo.organisation.models.team import Absence, SharingRule, Team, TeamMember
from cuamo.organisation.models.training import TrainingAttempt, TrainingCertificate
from cuamo.organisation.models.unit import Counter, Unit
from cuamo.organisation.models.ward import FormerWard, Ward

__all__ = [
    "Absence",
    "CertificateAt",
    "Counter",
    "CounterPin",
    "FormerWard",
    "Handover",
    "LoadedFile",
    "Membership",
    "SharingRule",
    "Shift",
    "SignInLimit",
    "SigningForm",
    "SigningRight",
    "Team",
    "TeamMember",
    "TrainingAttempt",
    "TrainingCertificate",
    "Unit",
    "Ward",
]
