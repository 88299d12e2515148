"""Pictures, made anew from their points: nothing else that was in the file is left."""

import io
import struct
import warnings
import zlib

from django.conf import settings
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError
from pillow_heif import register_heif_opener

from . import lossless
from .foreign import refuse_foreign
from .report import Refused

register_heif_opener()

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "avif": "AVIF", "heic": "HEIF"}
# AVIF and WebP at their usual speed take many seconds for a photograph.
OPTIONS = {
    "JPEG": {"quality": 90},
    "WEBP": {"quality": 85, "method": 2},
    "AVIF": {"quality": 80, "speed": 10},
    "GIF": {"disposal": 2},
}
STARTS = {b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"BM": "BMP", b"RIFF": "WEBP"}
GPS = 0x8825  # the tag of the EXIF directory of the place (CIPA DC-008, 4.6.3)
SHOWN = {"transparency", "background", "duration", "loop", "blend", "disposal", "dpi", "gamma", "srgb", "interlace"}
TECHNICAL = {
    "jfif",
    "jfif_version",
    "jfif_unit",
    "jfif_density",
    "adobe",
    "adobe_transform",
    "progressive",
    "progression",
}
TECHNICAL |= {"version", "extension", "default_image", "timestamp", "chroma", "bit_depth", "primary"}
# What readers of pictures raise where a file is damaged.
BROKEN = (
    *(Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError),
    *(AttributeError, RuntimeError, OverflowError, MemoryError, struct.error, zlib.error),
)
SRGB = ImageCms.createProfile("sRGB")


def opened(file, format_name):
    """The picture in a file, its points not read yet. Raises Refused where it has too many or cannot be read."""
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=[format_name])
        points = picture.width * picture.height
        if points > most or points * getattr(picture, "n_frames", 1) > most:
            raise Refused("pixels", most // 1_000_000)
    except Image.DecompressionBombError as error:
        raise Refused("pixels", most // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise Refused("different", format_name.lower()) from error
    except BROKEN as error:
        raise Refused("broken") from error
    return picture


def noted(picture, report):
    """Note what a picture tells besides what it shows."""
    exif = picture.getexif()
    if exif:
        report.removed.add("camera")
    if GPS in exif:
        report.removed.add("place")
    if picture.info.get("icc_profile"):
        report.removed.add("colours")
    told = {name for name, value in picture.info.items() if value}
    if told - SHOWN - TECHNICAL - {"exif", "icc_profile"}:
        report.removed.add("picture_data")


def in_srgb(picture):
    """The picture in the colours that a picture without a profile is taken to have."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGB" if picture.mode == "CMYK" else picture.mode
        try:
            return ImageCms.profileToProfile(picture, io.BytesIO(profile), SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile says nothing
    return picture


def bare(frame):
    """A frame, the right way up, with nothing but its points."""
    turned = frame.copy()
    ImageOps.exif_transpose(turned, in_place=True)
    turned = in_srgb(turned)
    turned.info = {"transparency": frame.info["transparency"]} if "transparency" in frame.info else {}
    return turned


def written(picture, format_name):
    """The bytes of a picture with all its frames and nothing else."""
    frames, lasting = [], []
    for frame in ImageSequence.Iterator(picture):
        frames.append(bare(frame))
        lasting.append(frame.info.get("duration", 0))  # known once its points are read
        if format_name == "JPEG":
            break
    options = dict(OPTIONS.get(format_name, {}))
    if format_name == "JPEG":
        frames[0] = frames[0] if frames[0].mode in ("L", "RGB") else frames[0].convert("RGB")
    elif len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], "duration": lasting}
        options |= {"loop": picture.info["loop"]} if "loop" in picture.info else {}
    out = io.BytesIO()
    frames[0].save(out, format_name, **options)
    return out


def rewritten(file, report, ending):
    """A new file of the same picture; a HEIC becomes a JPEG. Raises Refused."""
    refuse_foreign(file)
    picture = opened(file, FORMATS[ending])
    try:
        noted(picture, report)
        out = written(picture, "JPEG" if ending == "heic" else FORMATS[ending])
    except BROKEN as error:
        raise Refused("broken") from error
    if ending == "heic":
        report.removed.add("format")
    if FORMATS[ending] in ("JPEG", "PNG") and has_more(file, ending):
        report.removed.add("trailing")
    return out


def has_more(file, ending):
    """Whether something follows the end of a JPEG or PNG that was read."""
    file.seek(0)
    data = file.read()
    try:
        return not data.endswith((lossless.jpeg if ending != "png" else lossless.png)(data)[-12:])
    except ValueError:
        return False


def within(data, report):
    """The bytes of a picture in a document, with what it tells taken out; None for what is no picture that we know.

    Raises Refused. A document may hold dozens: the points of JPEG and PNG are left alone, others are made anew.
    """
    try:
        if data.startswith((b"\xff\xd8", lossless.PNG)):
            clean = (lossless.jpeg if data[:1] == b"\xff" else lossless.png)(data)
            report.removed |= {"picture_data"} if len(clean) < len(data) else set()
            return clean
        format_name = next((name for start, name in STARTS.items() if data.startswith(start)), None)
        return made_anew(data, format_name, report) if format_name else None
    except BROKEN as error:
        raise Refused("broken") from error


def made_anew(data, format_name, report):
    picture = opened(io.BytesIO(data), format_name)
    report.points += picture.width * picture.height * getattr(picture, "n_frames", 1)
    if report.points > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise Refused("huge")
    return written(picture, format_name).getvalue()
