"""What makes words easy to read, as far as a program can count it: sentences that are short."""

import re

from bs4 import BeautifulSoup
from wagtail.admin.panels import Panel

# The longest sentence of an Easy Read page, in words: 10 to 15, says the guidance on accessible formats of GOV.UK.
MOST_WORDS = 15
END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def sentences(html):
    """The sentences of rich text, as plain text: a paragraph or an item of a list begins a new one."""
    soup = BeautifulSoup(html, "html.parser")
    for part in soup.find_all(["p", "li"]):
        yield from filter(None, END_OF_SENTENCE.split(" ".join(part.get_text().split())))


def long_sentences(page):
    """[(sentence, its number of words)] of an Easy Read page, in order: those with more than MOST_WORDS."""
    counted = [
        (sentence, len(sentence.split()))
        for block in page.body
        if block.block_type == "row"
        for sentence in sentences(block.value["words"].source)
    ]
    return [(sentence, words) for sentence, words in counted if words > MOST_WORDS]


class LongSentencesPanel(Panel):
    """The sentences of the saved page that are too long, above the fields to shorten them in. They stop nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "guidance/admin/long_sentences.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "long_sentences": long_sentences(self.instance),
                "most": MOST_WORDS,
            }
