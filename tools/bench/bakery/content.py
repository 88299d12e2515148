"""The pages of the plain site: as many, and with as much on them, as those of the site that it stands for."""

import random
from io import BytesIO

from django.core.files.images import ImageFile
from django.core.management import call_command
from django.db import connection
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Page, Site

from .models import BreadPage, Country, Footer, FrontPage, Ingredient, Kind, ListPage, LoafPage, TextPage

WORDS = "Bread rises while the oven warms and the baker sleeps a little longer than the dough would like. " * 6
SECTIONS = ("Breads", "Stories", "Places", "Recipes", "People")
IN_MENU = SECTIONS[:3]


def make():
    """Fill an empty database."""
    call_command("migrate", verbosity=0)
    pictures = [picture(number) for number in range(12)]
    fields = {"introduction": WORDS[:200], "body": body(pictures[0])}
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=FrontPage(title="Home", slug="front", image=pictures[0], **fields))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Bakery"}
    )
    Footer.objects.create(body=WORDS[:100])
    lists = [
        home.add_child(
            instance=ListPage(
                title=title, slug=title.lower(), show_in_menus=title in IN_MENU, image=pictures[1], **fields
            )
        )
        for title in SECTIONS
    ]
    breads(lists[0], pictures)
    for section in lists[1:]:
        for number in range(6):
            title = f"{section.title} and bread {number}"
            section.add_child(
                instance=LoafPage(title=title, slug=f"{section.slug}-{number}", image=pictures[number], **fields)
            )
    home.add_child(instance=TextPage(title="About", slug="about", show_in_menus=True, image=pictures[0], **fields))
    home.lists, home.tells, home.shows, home.leads_to = lists[0], lists[1], lists[2], lists[0]
    home.save()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [f"/breads/bread-{number}/" for number in range(11)]


def breads(section, pictures):
    chance = random.Random(1)
    countries, kinds, ingredients = (
        [model.objects.create(name=f"{model.__name__} {number}") for number in range(8)]
        for model in (Country, Kind, Ingredient)
    )
    for number in range(11):
        page = section.add_child(
            instance=BreadPage(
                title=f"Bread {number}",
                slug=f"bread-{number}",
                image=pictures[number],
                origin=chance.choice(countries),
                kind=chance.choice(kinds),
                introduction=WORDS[:200],
                body=body(),
            )
        )
        page.ingredients.set(chance.sample(ingredients, 4))
        page.save_revision().publish()


def body(image=None):
    shown = [("image", {"image": image, "caption": "A loaf"})] if image else []
    return [
        ("heading", "How it is made"),
        ("paragraph", f"<p>{WORDS}</p><p>{WORDS}</p>"),
        *shown,
        ("quotation", {"text": WORDS[:150], "said_by": "A baker"}),
        ("paragraph", f"<p>{WORDS}</p>"),
    ]


def picture(number):
    file = BytesIO()
    Picture.new("RGB", (1920, 1200), (20 * number, 120, 80)).save(file, "JPEG")
    return Image.objects.create(title=f"Loaf {number}", file=ImageFile(file, name=f"loaf-{number}.jpg"))
