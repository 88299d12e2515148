from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from hub.blocks import FigureBlock, HeadingBlock, TableBlock, TextBlock, VoiceBlock

from .stages import EvidenceStrength, Nations, Strength


class SectionBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        heading_level = 2
        label = _("Section")
        template = "guidance/clauses/heading.html"
        preview_value = "Choosing and preparing buddies"
        description = _("Starts a numbered section. It joins the contents list.")


class SubheadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        heading_level = 3
        label = _("Subheading")
        template = "guidance/clauses/heading.html"
        preview_value = "Before anyone applies"
        description = _("A heading within a section. It has no number.")


class ParagraphBlock(TextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Numbered paragraph")
        template = "guidance/clauses/paragraph.html"
        preview_value = "<p>Schemes differ from prison to prison in training, pay and supervision.</p>"
        description = _("A paragraph that gets its number from its place in the section.")


class UnsearchedChoiceBlock(blocks.ChoiceBlock):
    """A choice that search does not read: its label would stand in the index in the language of whoever saved it."""

    def get_searchable_content(self, value):
        return []


class RecommendationValue(blocks.StructValue):
    @property
    def strength_label(self):
        return dict(Strength.choices).get(self["strength"], "")

    @property
    def evidence_label(self):
        return dict(EvidenceStrength.choices).get(self["evidence"], "")

    @property
    def nations_label(self):
        """Where it applies, if that is less than both nations; else empty."""
        return "" if self["applies_to"] == Nations.BOTH else dict(Nations.choices).get(self["applies_to"], "")


class RecommendationBlock(blocks.StructBlock):
    number = blocks.IntegerBlock(
        label=_("Number"),
        required=False,
        min_value=1,
        help_text=_(
            "Leave empty: the next free number of the document is given on saving. A number is never used again."
        ),
    )
    text = TextBlock(label=_("Recommendation"), help_text=_("One action, by a named actor."))
    strength = UnsearchedChoiceBlock(label=_("Strength"), choices=Strength.choices, default=Strength.SHOULD)
    actor = blocks.CharBlock(label=_("Who acts"))
    applies_to = UnsearchedChoiceBlock(label=_("Applies to"), choices=Nations.choices, default=Nations.BOTH)
    evidence = UnsearchedChoiceBlock(label=_("Evidence"), choices=EvidenceStrength.choices)
    why = TextBlock(label=_("Why we say this"))

    class Meta:
        icon = "pick"
        label = _("Recommendation")
        template = "guidance/clauses/recommendation.html"
        value_class = RecommendationValue
        preview_value = {
            "number": 7,
            "text": "<p>The scheme lead should meet each buddy at least once a fortnight.</p>",
            "strength": "should",
            "actor": "Scheme lead",
            "applies_to": "both",
            "evidence": "limited",
            "why": "<p>Buddies told researchers that support from staff was uneven.</p>",
        }
        description = _("A numbered recommendation with its strength, who acts, evidence and reasons.")


class BoundaryBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    allowed = blocks.ListBlock(blocks.CharBlock(label=_("Task")), label=_("A buddy may"))
    not_allowed = blocks.ListBlock(blocks.CharBlock(label=_("Task")), label=_("A buddy must not"))
    call_staff = blocks.ListBlock(blocks.CharBlock(label=_("Event")), label=_("Call staff"))

    class Meta:
        icon = "clipboard-list"
        label = _("Boundary card")
        template = "guidance/clauses/boundary.html"
        preview_value = {
            "title": "What a buddy may do",
            "allowed": ["Collect a meal"],
            "not_allowed": ["Help someone wash"],
            "call_staff": ["Someone has fallen"],
        }
        description = _("Three lists: what a buddy may do, must not do, and when to call staff.")


class GuidanceBody(blocks.StreamBlock):
    section = SectionBlock()
    subheading = SubheadingBlock()
    paragraph = ParagraphBlock()
    recommendation = RecommendationBlock()
    table = TableBlock()
    figure = FigureBlock()
    boundary = BoundaryBlock()
    voice = VoiceBlock()


class EasyReadRowBlock(blocks.StructBlock):
    picture = ImageBlock(label=_("Picture"), help_text=_("A plain drawing or photo of what the words beside it say."))
    words = TextBlock(
        label=_("Words"),
        features=["bold", "link", "ul"],
        help_text=_(
            "One idea in a sentence of 15 words at most, and a paragraph for each. Explain a hard word in the next one."
        ),
    )

    class Meta:
        icon = "image"
        label = _("Picture and words")
        template = "guidance/easy_read_row.html"
        preview_value = {"picture": None, "words": "<p>A buddy helps you.</p><p>You can say no to a buddy.</p>"}
        description = _("A picture, and short sentences to its right that say the same.")


class EasyReadBody(blocks.StreamBlock):
    heading = HeadingBlock()
    row = EasyReadRowBlock()
