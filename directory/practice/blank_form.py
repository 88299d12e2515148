"""The blank form as a Word file, from the same table of questions as everything else, in the active language."""

import io

from django.utils.translation import get_language, gettext
from docx import Document
from docx.oxml.ns import qn

from .questions import DECLARATIONS, GROUPS, SubmitterRole

LANGUAGE_TAGS = {"en-gb": "en-GB", "cy": "cy-GB"}


def word_template():
    """The bytes of a .docx to fill in: a heading for each group, a question, its help, and an empty table cell."""
    document = Document()
    document.core_properties.title = gettext("Share your practice")
    document.core_properties.author = gettext("Common Thread")
    document.core_properties.comments = ""
    speak(document, LANGUAGE_TAGS[get_language()])
    document.add_heading(gettext("Share your practice"), level=0)
    document.add_paragraph(
        gettext("Name nobody. Leave out prison numbers, dates of birth, offences, wings, cells and security.")
    )
    box(document, gettext("Name of the prison"))
    for group in GROUPS:
        document.add_heading(str(group.title), level=1)
        if not group.questions:
            document.add_paragraph(gettext("Send any documents with this form."))
        for question in group.questions:
            ask(document, question)
    document.add_heading(gettext("Signed off for the prison"), level=1)
    for declaration in DECLARATIONS.values():
        document.add_paragraph(f"☐ {declaration}")
    box(document, gettext("Role of who signs off for the prison"))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def ask(document, question):
    document.add_heading(str(question.label), level=2)
    document.add_paragraph(str(question.help_text))
    if question.name == "role":
        for label in SubmitterRole.labels:
            document.add_paragraph(f"☐ {label}")
        return
    if question.words:
        document.add_paragraph(gettext("Up to %(words)s words.") % {"words": question.words})
    box(document)


def box(document, label=""):
    """A table of one cell to write in, with its label above."""
    if label:
        document.add_paragraph(label)
    document.add_table(rows=1, cols=1, style="Table Grid").cell(0, 0).text = ""
    document.add_paragraph()


def speak(document, tag):
    """Say which language the text is in, for screen readers and spelling."""
    properties = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = properties.find(qn("w:lang"))
    language.set(qn("w:val"), tag)
