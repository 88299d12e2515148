"""A passkey made of software: answers the options of WebAuthn as a browser with an authenticator would."""

import json
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAGS = AuthenticatorData.FLAG


class Passkey:
    def __init__(self, host):
        self.host, self.name = host, secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def made(self, options):
        """The JSON that registers this key."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.name, public)
        data = AuthenticatorData.create(sha256(self.host.encode()), FLAGS.UP | FLAGS.UV | FLAGS.AT, 0, credential)
        said = self.said("webauthn.create", options)
        attestation = AttestationObject.create("none", data, {})
        return self.answer({"clientDataJSON": said, "attestationObject": attestation})

    def given(self, options):
        """The JSON that shows this key."""
        data = AuthenticatorData.create(sha256(self.host.encode()), FLAGS.UP | FLAGS.UV, 1)
        said = self.said("webauthn.get", options)
        signature = self.key.sign(bytes(data) + said.hash, ec.ECDSA(hashes.SHA256()))
        return self.answer({"clientDataJSON": said, "authenticatorData": data, "signature": signature})

    def said(self, kind, options):
        return CollectedClientData.create(kind, options["challenge"], f"https://{self.host}")

    def answer(self, response):
        name = websafe_encode(self.name)
        response = {key: websafe_encode(value) for key, value in response.items()}
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )
