from .concerns import Concern, ConcernStep
from .files import SubmissionFile
from .memberships import Membership
from .organisations import AuthorityPeriod, Cluster, Organisation
from .prisons import Prison
from .schemes import Scheme, SchemePartner
from .submissions import Message, Submission, Transition

__all__ = [
    "AuthorityPeriod",
    "Cluster",
    "Concern",
    "ConcernStep",
    "Membership",
    "Message",
    "Organisation",
    "Prison",
    "Scheme",
    "SchemePartner",
    "Submission",
    "SubmissionFile",
    "Transition",
]
