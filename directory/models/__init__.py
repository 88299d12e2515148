from .memberships import Membership
from .prisons import Prison
from .schemes import Scheme

__all__ = ["Membership", "Prison", "Scheme"]
