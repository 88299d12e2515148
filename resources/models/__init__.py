from .case_studies import CaseStudyIndexPage, CaseStudyPage
from .toolkits import ToolkitFile, ToolkitIndexPage, ToolkitPage
from .voices import VoiceIndexPage, VoicePage

__all__ = [
    "CaseStudyIndexPage",
    "CaseStudyPage",
    "ToolkitFile",
    "ToolkitIndexPage",
    "ToolkitPage",
    "VoiceIndexPage",
    "VoicePage",
]
