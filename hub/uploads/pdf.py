"""PDF: written anew from what its pages reach, without properties, comments, scripts and attached files."""

import io
import zlib

import pikepdf
from pikepdf import Name

from .foreign import refuse_archive
from .lossless import CODESTREAM, JP2, jp2, jpeg
from .report import Refused

END = b"%%EOF"
MOST_OBJECTS = 200_000
LARGEST_PICTURE = 64 * 1024 * 1024
# ISO 32000-2 12.6.4: a link may lead within the document or to an address; all other actions do something.
HARMLESS = {"/GoTo", "/URI", "/Named"}
FOLLOWED = ("http://", "https://", "mailto:", "tel:")
KEPT_ANNOTATIONS = {"/Link", "/Widget"}
BROKEN = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RuntimeError,
    RecursionError,
    OverflowError,
)


def rewritten(file, report, ending):
    """A new file of the same pages; what stands in its way is noted in the report. Raises Refused."""
    check_edges(file, ending)
    out = io.BytesIO()
    try:
        with pikepdf.open(file) as document:
            if document.is_encrypted:
                raise Refused("password")
            clean(document, report)
            document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise Refused("password") from error
    except BROKEN as error:
        raise Refused("broken") from error
    return out


def check_edges(file, ending):
    """Nothing stands before the document or after it, where another kind of file could hide."""
    refuse_archive(file)
    start = file.read(1024)
    if not start.startswith(b"%PDF-"):
        raise Refused("foreign" if b"%PDF-" in start else "different", "?" if b"%PDF-" in start else ending)
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - 2048))
    _before, end, after = file.read().rpartition(END)
    if not end:
        raise Refused("broken")
    if after.strip(b"\0\r\n\t \x1a"):
        raise Refused("foreign", "?")
    file.seek(0)


def clean(document, report):
    if len(document.objects) > MOST_OBJECTS:
        raise Refused("huge")
    root = document.Root
    drop(document.trailer, report, properties=["/Info"])
    names = {"scripts": ["/JavaScript"], "attachments": ["/EmbeddedFiles"]}
    if isinstance(root.get("/Names"), pikepdf.Dictionary):
        drop(root.Names, report, **names)
    drop(root, report, attachments=["/AF", "/Collection"], labels=["/PieceInfo", "/SpiderInfo", "/DPartRoot"])
    drop(root, report, actions=["/AA"])
    if "/OpenAction" in root and is_harmful(root.OpenAction):
        drop(root, report, actions=["/OpenAction"])
    look_at_form(root, report)
    if hidden_layers(root):
        report.refuse("hidden_layers")
    for page in document.pages:
        look_at_annotations(page.obj, report)
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            look_at(thing, report)


def drop(holder, report, **named):
    """Delete the keys of each code from a dictionary, and note the code where there was one."""
    for code, keys in named.items():
        for key in keys:
            if key in holder:
                del holder[key]
                report.removed.add(code)


def is_harmful(action):
    """Whether an action, or one that follows it, does more than lead somewhere."""
    if not isinstance(action, pikepdf.Dictionary):
        return False  # a place in the document
    kind = str(action.get("/S", ""))
    if kind not in HARMLESS or "/Next" in action:
        return True
    return kind == "/URI" and not str(action.get("/URI", "")).lower().startswith(FOLLOWED)


def look_at_form(root, report):
    form = root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    if "/XFA" in form:
        report.refuse("controls")
    if int(form.get("/SigFlags", 0)) & 1 or "/Perms" in root:
        report.refuse("signed")
    if len(form.get("/Fields", [])):
        report.remains.add("form")


def hidden_layers(root):
    layers = root.get("/OCProperties")
    if not isinstance(layers, pikepdf.Dictionary):
        return False
    shown = layers.get("/D", pikepdf.Dictionary())
    return bool(len(shown.get("/OFF", []))) or str(shown.get("/BaseState", "/ON")) == "/OFF"


def look_at_annotations(page, report):
    """Keep links and the boxes of forms. All else in the margins is a comment, a file or a film."""
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = [one for one in annotations if str(one.get("/Subtype", "")) in KEPT_ANNOTATIONS]
    if len(kept) < len(annotations):
        report.removed.add("comments")
    page.Annots = pikepdf.Array(kept)


def look_at(thing, report):
    """What any object may have, whatever it is."""
    drop(
        thing,
        report,
        properties=["/Metadata"],
        labels=["/PieceInfo"],
        actions=["/AA"],
        attachments=["/AF"],
        thumbnail=["/Thumb"],
    )
    if "/LastModified" in thing:
        del thing["/LastModified"]
    action = thing.get("/A")  # of an annotation or a bookmark; what has no /S is something else
    if isinstance(action, pikepdf.Dictionary) and "/S" in action and is_harmful(action):
        drop(thing, report, actions=["/A"])
    if "/JS" in thing:
        drop(thing, report, scripts=["/JS"])
    if str(thing.get("/FT", "")) == "/Sig" and "/V" in thing:
        report.refuse("signed")
    if isinstance(thing, pikepdf.Stream):
        filters = thing.get("/Filter", pikepdf.Array())
        filters = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
        if filters[-1:] in (["/DCTDecode"], ["/JPXDecode"]):
            look_at_picture(thing, filters, report)


def look_at_picture(stream, filters, report):
    """A JPEG or JPEG 2000 is kept in a PDF as it came from the camera, sometimes compressed once more."""
    data = stream.read_raw_bytes()
    if filters[:1] == ["/FlateDecode"] and len(filters) > 1:
        data = zlib.decompressobj().decompress(data, LARGEST_PICTURE)
    bare = bare_picture(data)
    if bare is None:
        report.refuse("unknown", " ".join(filters))
    elif len(bare) < len(data):
        how = stream.get("/DecodeParms")
        how = how[-1] if isinstance(how, pikepdf.Array) and len(how) else how
        how = how if isinstance(how, pikepdf.Dictionary) else None
        stream.write(bare, filter=Name(filters[-1]), decode_parms=how)
        report.removed.add("picture_data")


def bare_picture(data):
    """A JPEG or JPEG 2000 without what it tells; None for what is neither."""
    if data.startswith(b"\xff\xd8"):
        return jpeg(data)
    if data.startswith(JP2):
        return jp2(data)
    return data if data.startswith(CODESTREAM) else None
