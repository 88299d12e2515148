from .access_requests import AccessRequest
from .invitations import Invitation
from .memberships import Membership
from .organisations import AuthorityPeriod, Cluster, Organisation
from .prisons import Prison
from .releases import Release
from .returns import Return, ReturnQuery, ReturnValue
from .schemes import Scheme, SchemePartner

__all__ = [
    "AccessRequest",
    "AuthorityPeriod",
    "Cluster",
    "Invitation",
    "Membership",
    "Organisation",
    "Prison",
    "Release",
    "Return",
    "ReturnQuery",
    "ReturnValue",
    "Scheme",
    "SchemePartner",
]
