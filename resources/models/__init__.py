from .appeals import Appeal
from .case_studies import CaseStudyIndexPage, CaseStudyPage
from .confirmed import Confirmed
from .consents import Consent
from .file_versions import FileVersion
from .format_requests import FormatRequest
from .identity_reviews import IdentityReview
from .rated import Rated
from .ratings import Rating
from .recordings import Recording
from .toolkits import ToolkitFile, ToolkitIndexPage, ToolkitPage
from .voices import VoiceIndexPage, VoicePage

__all__ = [
    "Appeal",
    "CaseStudyIndexPage",
    "CaseStudyPage",
    "Confirmed",
    "Consent",
    "FileVersion",
    "FormatRequest",
    "IdentityReview",
    "Rated",
    "Rating",
    "Recording",
    "ToolkitFile",
    "ToolkitIndexPage",
    "ToolkitPage",
    "VoiceIndexPage",
    "VoicePage",
]
