from .concerns import Concern, ConcernStep
from .files import SubmissionFile
from .memberships import Membership
from .prisons import Prison
from .schemes import Scheme
from .submissions import Message, Submission, Transition

__all__ = [
    "Concern",
    "ConcernStep",
    "Membership",
    "Message",
    "Prison",
    "Scheme",
    "Submission",
    "SubmissionFile",
    "Transition",
]
