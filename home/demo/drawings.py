"""Plain drawings for the Easy Read page of the demonstration: thick lines, few colours, nobody in particular."""

import io

from PIL import Image, ImageDraw

INK, PINE, GOLD, CORAL, PALE, WHITE = "#17212b", "#0f5c55", "#f4b740", "#c4482b", "#dcebe7", "#ffffff"
SIZE, LINE = 1200, 28


def ring(draw, x, y, radius, fill=WHITE, outline=INK):
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill, outline=outline, width=LINE)


def stroke(draw, *points, fill=INK, width=LINE):
    """A line through points, its ends and corners round."""
    draw.line(points, fill=fill, width=width, joint="curve")
    for x, y in points:
        draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=fill)


def somebody(draw, x, colour, raised=0):
    """A person seen from the front, one hand raised so far."""
    draw.rounded_rectangle((x - 130, 520, x + 130, 1120), 110, fill=colour, outline=INK, width=LINE)
    ring(draw, x, 360, 130, fill=PALE)
    for side in (-45, 45):
        ring(draw, x + side, 345, 12, fill=INK)
    draw.arc((x - 60, 340, x + 60, 440), 20, 160, fill=INK, width=LINE // 2)
    stroke(draw, (x - 130, 620), (x - 210, 860))
    stroke(draw, (x + 130, 620), (x + 220, 860 - raised))


def cross(draw, area=(180, 180, 1020, 1020)):
    left, top, right, bottom = area
    stroke(draw, (left, top), (right, bottom), fill=CORAL, width=2 * LINE)
    stroke(draw, (right, top), (left, bottom), fill=CORAL, width=2 * LINE)


def two_people(draw):
    somebody(draw, 360, GOLD)
    somebody(draw, 820, PINE, raised=480)


def meal(draw):
    draw.rounded_rectangle((90, 330, 1110, 930), 90, fill=PALE, outline=INK, width=LINE)
    ring(draw, 440, 630, 220)
    ring(draw, 440, 630, 120, fill=GOLD)
    draw.rounded_rectangle((780, 420, 980, 640), 40, fill=WHITE, outline=INK, width=LINE)
    draw.arc((930, 460, 1050, 600), 270, 90, fill=INK, width=LINE)
    ring(draw, 790, 780, 50)
    stroke(draw, (850, 780), (1010, 780))


def cleaning(draw):
    stroke(draw, (330, 120), (330, 760), width=2 * LINE, fill=PINE)
    draw.polygon([(230, 740), (430, 740), (500, 1080), (160, 1080)], fill=GOLD, outline=INK, width=LINE)
    for x in (260, 330, 400):
        stroke(draw, (x, 880), (x, 1060), width=LINE // 2)
    draw.polygon([(640, 640), (1080, 640), (1010, 1080), (710, 1080)], fill=PALE, outline=INK, width=LINE)
    draw.arc((650, 420, 1070, 860), 180, 360, fill=INK, width=LINE)


def letter(draw):
    draw.rectangle((250, 120, 950, 1080), fill=WHITE, outline=INK, width=LINE)
    for y, right in ((320, 850), (460, 850), (600, 850), (740, 850), (880, 600)):
        stroke(draw, (350, y), (right, y), fill=PINE)


def no_washing(draw):
    stroke(draw, (300, 1080), (300, 200), (640, 200), (640, 320), width=2 * LINE)
    draw.pieslice((470, 260, 810, 600), 180, 360, fill=PALE, outline=INK, width=LINE)
    for x in (520, 600, 680, 760):
        for y in (520, 680, 840):
            stroke(draw, (x, y), (x, y + 70), fill=PINE)
    cross(draw)


def no_medicine(draw):
    draw.rounded_rectangle((380, 340, 820, 1080), 60, fill=GOLD, outline=INK, width=LINE)
    draw.rectangle((430, 160, 770, 340), fill=PALE, outline=INK, width=LINE)
    draw.rectangle((380, 560, 820, 860), fill=WHITE, outline=INK, width=LINE)
    for y in (660, 760):
        stroke(draw, (460, y), (740, y), fill=PINE)
    cross(draw)


def saying_no(draw):
    somebody(draw, 340, GOLD)
    draw.rounded_rectangle((560, 120, 1110, 560), 80, fill=WHITE, outline=INK, width=LINE)
    draw.polygon([(590, 440), (590, 540), (500, 480)], fill=WHITE)
    stroke(draw, (580, 420), (490, 490), (600, 545))
    cross(draw, (720, 220, 950, 460))


def warning(draw):
    draw.polygon([(600, 130), (1100, 1050), (100, 1050)], fill=GOLD)
    stroke(draw, (600, 130), (1100, 1050), (100, 1050), (600, 130))
    stroke(draw, (600, 440), (600, 740), width=90)
    ring(draw, 600, 900, 50, fill=INK)


DRAWINGS = {
    drawn.__name__: drawn for drawn in (two_people, meal, cleaning, letter, no_washing, no_medicine, saying_no, warning)
}


def drawing(name):
    """A drawing as the bytes of a PNG file, 600 points wide. Raises KeyError for one that there is not."""
    image = Image.new("RGB", (SIZE, SIZE), WHITE)
    DRAWINGS[name](ImageDraw.Draw(image))
    stream = io.BytesIO()
    image.resize((SIZE // 2, SIZE // 2), Image.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
