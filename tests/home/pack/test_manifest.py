import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_public_key,
)
from django.core.exceptions import ImproperlyConfigured

from home.pack.manifest import signing_key


def as_setting(key):
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def test_signature_is_checked_with_the_key_that_is_published(home, packed, settings, client):
    settings.PACK_SIGNING_KEY = as_setting(Ed25519PrivateKey.generate())

    pack = packed("", ("en-gb",))
    key = load_pem_public_key(client.get("/offline/public-key.pem").content)
    data, signature = pack.archive.read("manifest.json"), pack.archive.read("manifest.json.sig")

    key.verify(signature, data)
    with pytest.raises(InvalidSignature):
        key.verify(signature, data + b" ")
    assert pack.manifest["public_key"] == "http://localhost:8000/offline/public-key.pem"
    assert "This pack is signed." in pack.page("index.html").text_content()


def test_pack_without_a_key_says_that_it_is_not_signed(home, packed, client):
    pack = packed("", ("en-gb",))

    assert "manifest.json.sig" not in pack.names
    assert (pack.manifest["signed"], pack.manifest["public_key"]) == (False, None)
    assert "This pack is not signed." in pack.page("index.html").text_content()
    assert client.get("/offline/public-key.pem").status_code == 404


@pytest.mark.parametrize("value", ["no key", "AAAA", as_setting(generate_private_key(SECP256R1()))])
def test_what_is_no_key_is_refused(settings, value):
    settings.PACK_SIGNING_KEY = value

    with pytest.raises(ImproperlyConfigured):
        signing_key()
