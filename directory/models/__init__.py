from .access_requests import AccessRequest
from .concerns import Concern, ConcernStep
from .enquiries import Enquiry
from .files import SubmissionFile
from .inspections import InspectionFinding
from .invitations import Invitation
from .memberships import Membership
from .organisations import AuthorityPeriod, Cluster, Organisation
from .prisons import Prison
from .releases import EarlyAccess, Release
from .reminders import Reminder
from .returns import Return, ReturnQuery, ReturnValue
from .schemes import Scheme, SchemePartner
from .submissions import Message, Submission, Transition

__all__ = [
    "AccessRequest",
    "AuthorityPeriod",
    "Cluster",
    "Concern",
    "ConcernStep",
    "EarlyAccess",
    "Enquiry",
    "InspectionFinding",
    "Invitation",
    "Membership",
    "Message",
    "Organisation",
    "Prison",
    "Release",
    "Reminder",
    "Return",
    "ReturnQuery",
    "ReturnValue",
    "Scheme",
    "SchemePartner",
    "Submission",
    "SubmissionFile",
    "Transition",
]
