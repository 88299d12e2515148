from .access_requests import AccessRequest
from .invitations import Invitation
from .memberships import Membership
from .prisons import Prison
from .schemes import Scheme

__all__ = ["AccessRequest", "Invitation", "Membership", "Prison", "Scheme"]
