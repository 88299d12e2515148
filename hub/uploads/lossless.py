"""JPEG, JPEG 2000 and PNG without what is not the picture, its points being left exactly as they are."""

import struct
import zlib

# ITU-T T.81 table B.1: markers without a length; APPn and COM segments. APP0 is JFIF, APP14 says how colours are coded.
STANDALONE = {0x01, *range(0xD0, 0xD8)}
START, SCAN, END = 0xD8, 0xDA, 0xD9
ASIDE = {*range(0xE1, 0xF0), 0xFE} - {0xEE}
# ISO/IEC 15444-1 annex I: boxes of metadata; a picture may also be its coded data alone.
JP2 = b"\0\0\0\x0cjP  \r\n\x87\n"
CODESTREAM = b"\xff\x4f\xff\x51"
METADATA = {b"xml ", b"uuid", b"uinf", b"jp2i"}
PNG = b"\x89PNG\r\n\x1a\n"
# PNG (third edition) section 11: what a picture needs to be shown, animated ones too.
SHOWN = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"sBIT", b"bKGD", b"pHYs"),
    *(b"acTL", b"fcTL", b"fdAT"),
}


def jpeg(data):
    """A JPEG without its APPn and comment segments and whatever follows its end. Raises ValueError for what is none."""
    kept, at = [b"\xff\xd8"], 2
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    while True:
        if at + 2 > len(data) or data[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == END:
            return b"".join([*kept, b"\xff\xd9"])
        if marker in STANDALONE:
            kept.append(data[at : at + 2])
            at += 2
            continue
        if at + 4 > len(data):
            raise ValueError("cut off")
        end = at + 2 + struct.unpack_from("!H", data, at + 2)[0]
        if marker == SCAN:
            end = end_of_scan(data, end)
        if marker not in ASIDE:
            kept.append(data[at:end])
        at = end


def end_of_scan(data, at):
    """Where the coded data that begin at `at` end: before the first marker that is neither stuffing nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] != 0 and data[at + 1] not in STANDALONE:
            return at
        at += 2
    raise ValueError("cut off")


def png(data):
    """A PNG without texts, times, EXIF and profiles and what follows its end. Raises ValueError for what is none."""
    if not data.startswith(PNG):
        raise ValueError("no PNG")
    kept, at = [PNG], len(PNG)
    while at + 12 <= len(data):
        length, name = struct.unpack_from("!L4s", data, at)
        end = at + 12 + length
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from("!L", data, end - 4)[0]:
            break
        if name in SHOWN:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("cut off")


def jp2(data):
    """A JPEG 2000 without its boxes of metadata. Raises ValueError for what is none."""
    kept, at = [], 0
    while at + 8 <= len(data):
        length, name = struct.unpack_from("!L4s", data, at)
        end = at + length if length > 1 else len(data)  # 0: to the end; 1: a length of 8 bytes, of what comes last
        if length in range(2, 8) or end > len(data):
            raise ValueError("cut off")
        if name not in METADATA:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
