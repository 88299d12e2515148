from .memberships import Membership, Role
from .prisons import Prison
from .schemes import Scheme

__all__ = ["Membership", "Prison", "Role", "Scheme"]
