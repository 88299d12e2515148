import io

import pytest
from PIL import Image, ImageCms
from pillow_heif import from_pillow

from tests import files

SECRET = files.SECRET.encode()


def opened(file):
    return Image.open(io.BytesIO(file.read()))


def test_photograph_is_turned_and_tells_nothing_else(take):
    file, report = take("a.jpg", files.jpeg())

    picture = opened(file)
    assert picture.size == (20, 40)
    assert picture.getpixel((10, 2))[1] < 90  # red is at the top now
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    file.seek(0)
    assert SECRET not in file.read()
    assert report.removed == {"camera", "place", "picture_data"}


def test_png_keeps_its_transparency_alone(take):
    file, _report = take("a.png", files.png())

    picture = opened(file)
    assert picture.getpixel((0, 0)) == (0, 0, 255, 128)
    assert picture.info == {}
    assert not picture.getexif()


@pytest.mark.parametrize("name", ["a.gif", "a.webp"])
def test_moving_picture_keeps_its_frames(name, take):
    file, _report = take(name, files.moving(name[2:].upper()))

    picture = opened(file)
    assert picture.n_frames == 3
    picture.load()
    assert picture.info["duration"] == 100
    file.seek(0)
    assert SECRET not in file.read()


def test_colours_of_a_profile_are_kept_without_the_profile(take):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file, report = take("a.jpg", files.jpeg(icc_profile=profile))

    assert "colours" in report.removed
    assert "icc_profile" not in opened(file).info


def test_picture_of_a_phone_becomes_one_that_browsers_show(take):
    out = io.BytesIO()
    from_pillow(Image.new("RGB", (64, 64), "red")).save(out, exif=files.exif(1).tobytes())

    file, report = take("IMG 1.HEIC", out.getvalue())

    assert file.name == "IMG 1.jpg"
    assert opened(file).format == "JPEG"
    assert {"format", "camera", "place"} <= report.removed


@pytest.mark.parametrize("size", [(10_000, 10_000), (60_000, 60_000)])
def test_picture_of_a_hundred_megapixels_is_refused(size, reasons):
    assert reasons("a.png", files.bomb_png(*size)) == {"pixels"}


def test_frames_count_together(reasons, settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000

    assert reasons("a.gif", files.moving("GIF")) == {"pixels"}


@pytest.mark.parametrize(
    "more",
    [files.zipped({"a": "b"}), b"<script>alert(1)</script>", b"%PDF-1.7 ...", b"<?php system('id')"],
    ids=["zip", "script", "pdf", "php"],
)
def test_picture_that_is_something_else_too_is_refused(more, reasons):
    assert reasons("a.jpg", files.jpeg() + more) == {"foreign"}
    assert reasons("a.gif", files.moving("GIF") + more) == {"foreign"}


def test_what_follows_a_picture_is_taken_off(take):
    file, report = take("a.jpg", files.jpeg() + b"a film of two seconds")

    assert "trailing" in report.removed
    assert b"a film" not in file.read()


def test_damaged_picture_is_refused(reasons):
    assert reasons("a.jpg", files.jpeg((400, 400))[:-900]) == {"broken"}
