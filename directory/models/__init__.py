from .prisons import Prison
from .schemes import Scheme

__all__ = ["Prison", "Scheme"]
