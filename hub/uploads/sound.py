"""Recordings of sound, of the kinds from which all tags can be taken for certain."""

import io

from mutagen import MutagenError, apev2
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from .foreign import refuse_foreign
from .report import Refused

KINDS = {"mp3": [MP3], "flac": [FLAC], "ogg": [OggVorbis, OggOpus]}
BROKEN = (MutagenError, ValueError, TypeError, IndexError, OSError, EOFError)


def rewritten(file, report, ending):
    """A new file of the same sound without its tags. Raises Refused."""
    refuse_foreign(file)
    data = file.read()
    for kind in KINDS[ending]:
        out = io.BytesIO(data)
        try:
            recording = kind(out)
            if recording.tags:
                report.removed.add("tags")
            strip(recording, out)
        except BROKEN:
            continue
        report.remains.add("sound")
        return out
    raise Refused("different", ending)


def strip(recording, out):
    out.seek(0)
    if isinstance(recording, MP3):
        ID3().delete(out)
        out.seek(0)
        apev2.delete(out)
        out.seek(0)
        # ISO/IEC 11172-3 2.4.1.3: a frame begins with eleven ones. No player needs what stands before the first.
        start, second = out.read(2) or b"\0\0"
        if start != 0xFF or second < 0xE0:
            raise Refused("foreign", "?")
        return
    if isinstance(recording, FLAC):
        recording.clear_pictures()
    recording.delete(out)
