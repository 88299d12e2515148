from .appeals import Appeal
from .case_studies import CaseStudyIndexPage, CaseStudyPage
from .confirmed import Confirmed
from .rated import Rated
from .ratings import Rating
from .toolkits import ToolkitFile, ToolkitIndexPage, ToolkitPage
from .voices import VoiceIndexPage, VoicePage

__all__ = [
    "Appeal",
    "CaseStudyIndexPage",
    "CaseStudyPage",
    "Confirmed",
    "Rated",
    "Rating",
    "ToolkitFile",
    "ToolkitIndexPage",
    "ToolkitPage",
    "VoiceIndexPage",
    "VoicePage",
]
