"""The hub's block vocabulary. Page types choose from it (`StoryBody`, `VoiceBody`, guidance's own body).

For hub/reading, `heading_level` says that a block is a heading, and `is_quoted` that it holds somebody's own words.
"""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        heading_level = 2
        label = _("Heading")
        template = "blocks/heading.html"
        preview_value = "What the scheme is for"
        description = _("A heading within the page. It joins the page's contents list.")


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "blocks/text.html"
        preview_value = "<p>A buddy helps another person in prison with everyday tasks, such as collecting meals.</p>"
        description = _("Paragraphs, lists and links.")


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/figure.html"
        preview_value = {"image": None, "caption": "A quiet room set aside for training."}
        description = _("An image with its caption, credit and licence.")


class TitledTextBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = TextBlock()


class CalloutBlock(TitledTextBlock):
    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "blocks/callout.html"
        preview_value = {"title": "Before you start", "text": "<p>Talk to the local authority first.</p>"}
        description = _("A short note that must not be missed.")


class DetailsBlock(TitledTextBlock):
    class Meta:
        icon = "collapse-down"
        label = _("Details")
        template = "blocks/details.html"
        preview_value = {"title": "What is a compact?", "text": "<p>A signed agreement that sets out a role.</p>"}
        description = _("Text that opens when its title is chosen. It prints open.")


class StepBlock(TitledTextBlock):
    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(StepBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blocks/steps.html"
        preview_value = [
            {"title": "Ask", "text": "<p>Ask what help is wanted.</p>"},
            {"title": "Agree", "text": "<p>Agree it with the person and write it down.</p>"},
        ]
        description = _("Numbered steps, in the order people take them.")


class PointsBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(blocks.CharBlock(label=_("Point")), **kwargs)

    class Meta:
        icon = "list-ul"
        is_quoted = True
        label = _("Points")
        template = "blocks/points.html"
        preview_value = ["Training came too late.", "The weekly meeting helped."]
        description = _("What someone said, as a list of points.")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), help_text=_("Without quotation marks."))
    credit = blocks.CharBlock(label=_("Said by"), help_text=_("A role and a setting, never a surname."))

    class Meta:
        icon = "openquote"
        is_quoted = True
        label = _("Quote")
        template = "blocks/quote.html"
        preview_value = {"text": "It is about being asked first.", "credit": "Scheme lead"}
        description = _("Words from a source. Quote people in prison with the Voice block instead.")


class ExchangeBlock(blocks.StructBlock):
    speaker = blocks.CharBlock(label=_("Speaker"), help_text=_("A name or a role, as it is to be printed."))
    text = TextBlock()

    class Meta:
        icon = "comment"
        is_quoted = True
        label = _("Interview exchange")
        template = "blocks/exchange.html"
        preview_value = {"speaker": "Interviewer", "text": "<p>What changed first?</p>"}
        description = _("One turn of an interview: who speaks and what they say.")


class TableValue(blocks.StructValue):
    @cached_property
    def grid(self):
        """Rows as (header cell, other cells), each padded or cut to the number of columns."""
        width = len(self["columns"])
        rows = [[*row, *[""] * width][:width] for row in self["rows"]]
        return [(row[0], row[1:]) for row in rows if row]


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"))
    columns = blocks.ListBlock(blocks.CharBlock(label=_("Heading")), label=_("Columns"), min_num=2, max_num=6)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(label=_("Cell"), required=False), label=_("Row")), label=_("Rows"), min_num=1
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"
        value_class = TableValue
        preview_value = {
            "caption": "Who does what",
            "columns": ["Task", "Buddy", "Staff"],
            "rows": [["Collecting a meal", "Yes", "If asked"], ["Lifting after a fall", "Never", "Always"]],
        }
        description = _("A small table. The first cell of each row is its heading.")


class VoiceBlock(blocks.PageChooserBlock):
    """A reference to a voice, never its words: withdrawing the voice withdraws every quotation of it.

    It is shown only where the person agreed to be quoted.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"page_type": "resources.VoicePage", **kwargs})

    def bulk_to_python(self, values):
        """Load the voices and, with one query more, what a reader may see of them in their language."""
        voices = super().bulk_to_python(values)
        keys = {voice.translation_key for voice in voices if voice}
        readable = self.model_class.objects.filter(translation_key__in=keys).quotable().for_language()
        by_key = {voice.translation_key: voice for voice in readable}
        for voice in filter(None, voices):
            voice.to_read = by_key.get(voice.translation_key)
        return voices

    def get_preview_value(self):
        return self.model_class.objects.quotable().first()

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        if value and not hasattr(value, "to_read"):
            value.to_read = self.model_class.objects.filter(pk=value.pk).quotable().first()
        context["voice"] = value and value.to_read
        return context

    class Meta:
        icon = "openquote"
        label = _("Voice")
        template = "blocks/voice.html"
        description = _("Quotes a published voice. The words stay on the voice's own page.")


class StoryBody(blocks.StreamBlock):
    """The body of standard pages and news."""

    heading = HeadingBlock()
    text = TextBlock()
    figure = FigureBlock()
    callout = CalloutBlock()
    details = DetailsBlock()
    steps = StepsBlock()
    table = TableBlock()
    quote = QuoteBlock()
    exchange = ExchangeBlock()
    voice = VoiceBlock()


class VoiceBody(blocks.StreamBlock):
    """What someone said, in one of four shapes: quote, testimony, points, interview."""

    text = TextBlock()
    points = PointsBlock()
    exchange = ExchangeBlock()
    figure = FigureBlock()
