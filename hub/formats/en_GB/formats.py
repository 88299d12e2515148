# Months in full, as GOV.UK writes dates; Django's British English shortens them.
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, P"
