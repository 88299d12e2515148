"""What a backup is kept in: a ZIP with a manifest, which anybody can open, encrypted in the format age where a key is
given (https://age-encryption.org/v1). The hub needs the public key alone: who breaks into it cannot read backups.
"""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
from zipstream import ZIP_DEFLATED, ZIP_STORED, ZipStream

FORMAT = 1
MANIFEST = "manifest.json"
AGE = b"age-encryption.org/v1"
AT_ONCE = 256 * 1024  # bytes


class Refused(Exception):
    """Why a backup cannot be made, or be used, for whoever asked. Nothing was changed."""


class Stream:
    """Bytes of an iterator, for who reads from a file."""

    def __init__(self, chunks):
        self.chunks, self.rest = filter(None, chunks), b""  # what is empty would be the end

    def read(self, size):
        if not self.rest:
            self.rest = next(self.chunks, b"")
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


def summed(name, chunks, sums) -> Iterator[bytes]:
    """The chunks of a part; once they were all given, its sum and size in bytes stand in `sums` under its name."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    sums[name] = {"sha256": digest.hexdigest(), "size": size}


def zipped(parts, about) -> Iterator[bytes]:
    """A ZIP, made as it is read, of (name, chunks); the manifest comes last, with what the dictionary `about` says.

    Each part is read when its turn comes, in order.
    """
    sums = {}
    stream = ZipStream(compress_type=ZIP_DEFLATED)
    for name, chunks in parts:
        kind = ZIP_DEFLATED if name.endswith(".jsonl") else ZIP_STORED
        stream.add(summed(name, chunks, sums), name, compress_type=kind)
    stream.add(manifest(about, sums), MANIFEST)
    return iter(stream)


def manifest(about, sums):
    yield json.dumps({"format": FORMAT, **about, "parts": sums}, ensure_ascii=False, indent=1).encode()


def recipients_of(texts):
    """Raises Refused for what is no public key of age, "age1…"."""
    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in texts]
    except pyrage.RecipientError as error:
        raise Refused("This is no public key of age: it begins with age1.") from error


def identities_of(path):
    """The private keys in a file, one a line, as age-keygen writes it. Raises Refused where there is none."""
    try:
        lines = Path(path).read_text(encoding="ascii").splitlines()
        found = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Refused(f"No private key can be read from {path}.") from error
    if not found:
        raise Refused(f"There is no private key in {path}: a line that begins with AGE-SECRET-KEY-.")
    return found


def write(path, stream, recipients):
    """Write a stream of bytes to a file that nobody else may read. It has its name once it is whole."""
    file, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(file, "wb") as writer:
            if recipients:
                pyrage.encrypt_io(Stream(stream), writer, recipients)
            else:
                for chunk in stream:
                    writer.write(chunk)
            writer.flush()
            os.fsync(writer.fileno())
        os.replace(part, path)
    except BaseException as error:
        os.unlink(part)
        if isinstance(error, pyrage.EncryptError):  # of which kind it was before is lost
            raise Refused(f"The backup cannot be written: {error}") from error
        raise


@contextmanager
def opened(path, identities):
    """The ZIP of an archive; one that is encrypted is unpacked into a file without a name.

    Raises Refused where it is none, is damaged, or no key fits.
    """
    with path.open("rb") as file, tempfile.TemporaryFile() as plain:
        if file.read(len(AGE)) == AGE:
            if not identities:
                raise Refused("The backup is encrypted: give the file of a private key with --identity.")
            file.seek(0)
            try:
                pyrage.decrypt_io(file, plain, identities)
            except pyrage.DecryptError as error:
                raise Refused(f"The backup cannot be decrypted: {error}.") from error
            except OSError as error:
                raise Refused(f"The backup is damaged or cut off: {error}.") from error
            file = plain
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                yield archive
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Refused(f"The backup is damaged or cut off: {error}.") from error


def checked(archive):
    """The manifest of an archive all of whose parts are there and as they were. Raises Refused otherwise."""
    there = set(archive.namelist())
    if MANIFEST not in there:
        raise Refused("This is no backup: it has no manifest.")
    try:
        told = json.loads(archive.read(MANIFEST))
    except ValueError as error:
        raise Refused("The backup is damaged: its manifest cannot be read.") from error
    if told.get("format") != FORMAT:
        raise Refused(f"The backup has format {told.get('format')}; this release reads format {FORMAT}.")
    if odd := sorted(there ^ {MANIFEST, *told["parts"]}):
        raise Refused(f"The backup is damaged: {odd[0]} is missing, or is not in its manifest.")
    for name, wanted in told["parts"].items():
        sums = {}
        for _chunk in summed(name, chunks(archive, name), sums):
            pass
        if sums[name] != wanted:
            raise Refused(f"The backup is damaged: {name} is not what it was.")
    return told


def chunks(archive, name):
    with archive.open(name) as part:
        while chunk := part.read(AT_ONCE):
            yield chunk


def new_key(path):
    """Write a new private key to a file that nobody else may read; returns the public key, "age1…"."""
    key = pyrage.x25519.Identity.generate()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# public key: {key.to_public()}\n{key}\n")
    return str(key.to_public())
