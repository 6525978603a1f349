"""What Last.fm has no list of: words for months and sizes, and the pictures that stand for none."""

from __future__ import annotations

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# From large to small; the largest is at most 300 pixels wide, in old answers the picture as it was uploaded.
SIZES = ("mega", "extralarge", "large", "medium", "small")
THUMB_SIZES = ("large", "medium", "small")

# The star (since 2019 in place of all artists' pictures), the disc and the note that stand for an album and a track
# without one, and the names that such pictures had before 2015.
PLACEHOLDERS = (
    "2a96cbd8b46e442fc41c2b86b821562f",
    "c6f59c1e5e7240a4c0d427abd71f3dbb",
    "4128a6eb29f94943c9d206c08e625904",
    "/noimage/",
    "/default_",
)
