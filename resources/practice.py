"""The recommendations of guidance that pages, and the files of toolkits, put into practice."""


def recommendations_of(rows):
    """{translation key: [recommendations]} of `rows` of one model, with their addresses in the reader's language."""
    if not rows:
        return {}
    return rows[0]._meta.get_field("recommendations").related_model.objects.practised_by(rows)
