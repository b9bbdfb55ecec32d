"""Tables of the app, one module per aggregate."""

from cuamo.oversight.models.case_fact import CaseFact
from cuamo.oversight.models.day_fact import DayFact
from cuamo.oversight.models.digital_fact import DigitalFact
from cuamo.oversight.models.explanation import Explanation
from cuamo.oversight.models.feedback import Feedback
from cuamo.oversight.models.flag import FiledContent, Flag
from cuamo.oversight.models.post_fact import PostFact
from cuamo.oversight.models.step_fact import StepFact

__all__ = [
    "CaseFact",
    "DayFact",
    "DigitalFact",
    "Explanation",
    "Feedback",
    "FiledContent",
    "Flag",
    "PostFact",
    "StepFact",
]
