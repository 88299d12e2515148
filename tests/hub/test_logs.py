import logging

from hub.logs import WithoutCodes


def test_code_of_a_response_is_cut_from_what_is_logged():
    record = logging.LogRecord(
        "django.request",
        logging.WARNING,
        "",
        0,
        "Not Found: %s",
        ("/guidance/a/consultation/0.1.0/respond/Z1M9-4TS5/x/",),
        None,
    )

    assert WithoutCodes().filter(record)
    assert record.getMessage() == "Not Found: /guidance/a/consultation/0.1.0/respond/…/x/"
