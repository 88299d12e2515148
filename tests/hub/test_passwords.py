import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["common thread 12", "HMPPS Wagtail Admin", "EdefGyffredin2026", "short words", "password1234"]
)
def test_words_that_are_tried_first_and_short_ones_are_no_password(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["kettle prison violet", "cwmwl glas dros y bryn", "x" * 30 + "yz" * 50])
def test_three_words_of_ones_own_are(password):
    validate_password(password)
