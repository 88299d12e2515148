"""What is in a pack, with a checksum of each file, and the signature by which one knows who made it.

The signature is Ed25519 (RFC 8032) over the bytes of manifest.json; `openssl pkeyutl -verify -rawin` checks it.
"""

import base64
import binascii
import json
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipInfo

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MANIFEST, SIGNATURE, SUMS = "manifest.json", "manifest.json.sig", "SHA256SUMS"
PUBLIC_KEY = "/offline/public-key.pem"  # below the address of the hub


def signing_key():
    """The key of `PACK_SIGNING_KEY`, or None where it is not set. Raises ImproperlyConfigured for anything else."""
    if not settings.PACK_SIGNING_KEY:
        return None
    try:
        key = load_der_private_key(base64.b64decode(settings.PACK_SIGNING_KEY, validate=True), password=None)
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured("PACK_SIGNING_KEY is not a key in DER and Base64.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured("PACK_SIGNING_KEY is not an Ed25519 key.")
    return key


def public_key():
    """The public key as PEM, in bytes; None where packs are not signed."""
    key = signing_key()
    return key and key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Files:
    """The files of a pack as they are written into a ZIP archive, with the size and checksum of each."""

    def __init__(self, archive, moment):
        self.archive, self.stamp = archive, moment.timetuple()[:6]
        self.listed = []

    def write(self, place, data):
        info = ZipInfo(place, date_time=self.stamp)
        self.archive.writestr(info, data, compress_type=ZIP_DEFLATED)
        self.listed.append({"path": place, "bytes": len(data), "sha256": sha256(data).hexdigest()})

    def close(self, facts):
        """Write the manifest with `facts` about the pack, its signature where there is a key, and the checksums."""
        key = signing_key()
        signed = {"signed": bool(key), "public_key": settings.BASE_URL + PUBLIC_KEY if key else None}
        manifest = facts | signed | {"files": sorted(self.listed, key=lambda file: file["path"])}
        data = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
        self.write(MANIFEST, data)
        if key:
            self.write(SIGNATURE, key.sign(data))
        sums = "".join(f"{file['sha256']}  {file['path']}\n" for file in sorted(self.listed, key=lambda f: f["path"]))
        self.write(SUMS, sums.encode())
        return bool(key)
