from .consultations import Consultation
from .documents import Document, StageMove
from .easy_read import EasyReadPage, EasyReadPDF
from .editions import Clause, Edition, EditionPDF, Recommendation
from .pages import GuidanceIndexPage, GuidancePage
from .pilots import Pilot, PilotFinding, PilotSite
from .responses import Comment, Question, Response

__all__ = [
    "Clause",
    "Comment",
    "Consultation",
    "Document",
    "EasyReadPDF",
    "EasyReadPage",
    "Edition",
    "EditionPDF",
    "GuidanceIndexPage",
    "GuidancePage",
    "Pilot",
    "PilotFinding",
    "PilotSite",
    "Question",
    "Recommendation",
    "Response",
    "StageMove",
]
