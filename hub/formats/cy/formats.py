from django.utils.translation import gettext_noop, pgettext_lazy

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, P"

# Django's Welsh catalogue misspells July. Our own catalogue wins, and keeps the message because it is named here.
JULY = (gettext_noop("July"), pgettext_lazy("alt. month", "July"))
