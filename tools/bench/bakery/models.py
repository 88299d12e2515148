from django.core.paginator import Paginator
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock, TextBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.search import index

IMAGE = "wagtailimages.Image"
BODY = [
    ("heading", CharBlock()),
    ("paragraph", RichTextBlock()),
    ("image", StructBlock([("image", ImageChooserBlock()), ("caption", CharBlock())])),
    ("quotation", StructBlock([("text", TextBlock()), ("said_by", CharBlock())])),
]


class Named(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


class Country(Named):
    pass


class Kind(Named):
    pass


class Ingredient(Named):
    pass


class Footer(models.Model):
    body = models.TextField()

    def __str__(self):
        return self.body


@register_setting
class About(BaseSiteSetting):
    title_suffix = models.CharField(max_length=100, default="Bakery")


class PlainPage(Page):
    """What has an introduction, a picture and a body."""

    introduction = models.TextField(blank=True)
    image = models.ForeignKey(IMAGE, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField(BODY, blank=True)

    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        abstract = True


class FrontPage(PlainPage):
    template = "bakery/front.html"
    lists = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    tells = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    shows = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    leads_to = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


class ListPage(PlainPage):
    template = "bakery/list.html"

    def children(self):
        return self.get_children().live().specific()

    def get_context(self, request, *args, **kwargs):
        breads = BreadPage.objects.live().descendant_of(self).order_by("-first_published_at")
        page = Paginator(breads, 12).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"breads": page}


class TextPage(PlainPage):
    template = "bakery/text.html"


class BreadPage(PlainPage):
    template = "bakery/bread.html"
    origin = models.ForeignKey(Country, null=True, blank=True, on_delete=models.SET_NULL)
    kind = models.ForeignKey(Kind, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ingredients = ParentalManyToManyField(Ingredient, blank=True)


class LoafPage(PlainPage):
    template = "bakery/text.html"
