"""The words that the hub itself uses, to help a reader who spelt one otherwise."""

from django.db import models


class SearchWord(models.Model):
    """A word of a public page, without case and marks. Words of voices are not among them."""

    word = models.CharField(max_length=40, unique=True)
    places = models.PositiveIntegerField(help_text="How many pages, prisons and schemes have it.")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "word for spelling help"
        verbose_name_plural = "words for spelling help"

    def __str__(self):
        return self.word
