import string

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hub.email_domains import is_for_work, validate_for_work

ACCEPTED = ["gov.uk", "gov.wales", "llyw.cymru", "g4s.com", "serco.com", "sodexo.com", "mitie.com"]

labels = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=12)
domains = st.sampled_from(ACCEPTED)


@pytest.mark.parametrize(
    "email",
    [
        "a@justice.gov.uk",
        "a@hmps.justice.gov.uk",
        "a@leeds.gov.uk",
        "a@gov.uk",
        "a@gov.wales",
        "a@cardiff.gov.wales",
        "a@llyw.cymru",
        "a@uk.g4s.com",
        "a@serco.com",
        "a@sodexo.com",
        "a@mitie.com",
        "A@JUSTICE.GOV.UK",
    ],
)
def test_addresses_of_those_who_run_prisons_and_care_are_for_work(email):
    assert is_for_work(email)


@pytest.mark.parametrize(
    "email",
    [
        "a@evilgov.uk",
        "a@gov.uk.example.com",
        "a@gov.uk.",
        "a@uk",
        "a@gmail.com",
        "a@example.org",
        "a@notserco.com",
        "gov.uk@example.com",
        "a@gov-uk",
        "a@",
        "",
    ],
)
def test_other_addresses_are_not_for_work(email):
    assert not is_for_work(email)


@given(domains, st.lists(labels, max_size=4))
def test_a_domain_and_all_below_it_are_accepted(domain, below):
    assert is_for_work("a@" + ".".join([*below, domain]))


@given(domains, labels, st.lists(labels, max_size=3))
def test_what_only_ends_in_the_same_letters_is_not_accepted(domain, prefix, below):
    assert not is_for_work("a@" + ".".join([*below, prefix + domain]))


@given(domains, labels)
def test_what_is_above_or_beside_a_domain_is_not_accepted(domain, label):
    assert not is_for_work(f"a@{domain}.{label}")


def test_the_domains_are_a_setting(settings):
    settings.CONTRIBUTOR_EMAIL_DOMAINS = ["Example.org"]

    assert is_for_work("a@sub.example.org")
    assert not is_for_work("a@justice.gov.uk")


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_the_message_names_what_is_accepted(language, settings):
    settings.CONTRIBUTOR_EMAIL_DOMAINS = ["gov.uk", "example.org"]

    with translation.override(language), pytest.raises(ValidationError) as raised:
        validate_for_work("a@gmail.com")

    assert "gov.uk, example.org" in raised.value.messages[0]
