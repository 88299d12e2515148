from .memberships import Membership
from .prisons import Prison
from .returns import Return, ReturnQuery, ReturnValue
from .schemes import Scheme

__all__ = ["Membership", "Prison", "Return", "ReturnQuery", "ReturnValue", "Scheme"]
