"""From latitude and longitude to the map's own coordinates.

The Transverse Mercator of the British National Grid (Airy 1830 ellipsoid), after Ordnance
Survey, "A guide to coordinate systems in Great Britain", annex C. The shift from WGS84 to
OSGB36 is left out: at most 0.12 km, less than a pixel here.
"""

from functools import lru_cache
from math import cos, radians, sin, sqrt, tan

A, B, SCALE = 6377563.396, 6356256.909, 0.9996012717
LAT_0, LON_0 = radians(49), radians(-2)
EAST_0, NORTH_0 = 400_000, -100_000
E2 = 1 - B * B / (A * A)
N = (A - B) / (A + B)

# The outline's corner: 120 km east and 668 km north of the grid's false origin.
LEFT_KM, TOP_KM = 120, 668


def meridional_arc(lat):
    """Distance in metres along the meridian from the true origin to `lat` (radians)."""
    d, s = lat - LAT_0, lat + LAT_0
    return (
        B
        * SCALE
        * (
            (1 + N + 1.25 * N**2 + 1.25 * N**3) * d
            - (3 * N + 3 * N**2 + 2.625 * N**3) * sin(d) * cos(s)
            + (1.875 * N**2 + 1.875 * N**3) * sin(2 * d) * cos(2 * s)
            - 35 / 24 * N**3 * sin(3 * d) * cos(3 * s)
        )
    )


@lru_cache(maxsize=8192)  # prisons do not move, and a map of all of them asks for each
def project(lat, lon):
    """Return (x, y) in kilometres on the map's drawing, y downwards, for WGS84 degrees."""
    la, lo = radians(float(lat)), radians(float(lon))
    s, c, t = sin(la), cos(la), tan(la)
    nu = A * SCALE / sqrt(1 - E2 * s * s)
    rho = A * SCALE * (1 - E2) / (1 - E2 * s * s) ** 1.5
    eta = nu / rho - 1
    d = lo - LON_0
    north = meridional_arc(la) + NORTH_0 + nu / 2 * s * c * d**2 + nu / 24 * s * c**3 * (5 - t * t + 9 * eta) * d**4
    east = EAST_0 + nu * c * d + nu / 6 * c**3 * (nu / rho - t * t) * d**3
    return east / 1000 - LEFT_KM, TOP_KM - north / 1000
