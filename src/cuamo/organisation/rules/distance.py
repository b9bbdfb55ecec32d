"""How far apart two places are."""

from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_008.8


def metres_between(lat1: float, lon1: float, lat2: float, lon2: float) -> int:
    """Return the distance over the ground in whole metres (haversine; degrees in).

    Law: none.
    """
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    inner = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return round(2 * EARTH_M * asin(sqrt(min(1.0, inner))))


def is_on_earth(lat: float, lon: float) -> bool:
    """Return whether the pair is a latitude and a longitude.

    Law: none.
    """
    return -90 <= lat <= 90 and -180 <= lon <= 180
