from .appeals import Appeal
from .case_studies import CaseStudyIndexPage, CaseStudyPage
from .file_versions import FileVersion
from .format_requests import FormatRequest
from .rated import Rated
from .ratings import Rating
from .toolkits import ToolkitFile, ToolkitIndexPage, ToolkitPage
from .voices import VoiceIndexPage, VoicePage

__all__ = [
    "Appeal",
    "CaseStudyIndexPage",
    "CaseStudyPage",
    "FileVersion",
    "FormatRequest",
    "Rated",
    "Rating",
    "ToolkitFile",
    "ToolkitIndexPage",
    "ToolkitPage",
    "VoiceIndexPage",
    "VoicePage",
]
