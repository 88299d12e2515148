"""What in the words of a page may be hard for readers. It advises editors, and never keeps a page from publication."""

from .passages import Passage, passages_of
from .rules import KINDS, Finding, Reading, read

__all__ = ["KINDS", "Finding", "Passage", "Reading", "passages_of", "read"]
