from .memberships import Membership
from .organisations import AuthorityPeriod, Cluster, Organisation
from .prisons import Prison
from .schemes import Scheme, SchemePartner

__all__ = ["AuthorityPeriod", "Cluster", "Membership", "Organisation", "Prison", "Scheme", "SchemePartner"]
