"""Names that hold an artist and a title, as people write them for videos, files and tracks of one text."""

from __future__ import annotations

import html
import re

from harmony_core.alike.titles import pieces
from harmony_core.alike.versions import is_version, version_kinds
from harmony_core.domain.patterns import pattern


def tidy(text: str) -> str:
    """Return a text with HTML entities decoded, invisible signs left out, and single plain blanks.

    >>> tidy("Can&#039;t\\u00a0 Stop\\u200b")
    "Can't Stop"
    """
    return " ".join(_INVISIBLE.sub("", html.unescape(text)).split())


_INVISIBLE = pattern("[\u200b-\u200f\u2060\ufeff]")


def clean_video_title(text: str) -> str:
    """Return a video's title without what tells of the video: "(Official Video)", "HD", the file's ending.

    >>> clean_video_title("Go [Official Video] HD.mp4")
    'Go'
    """
    name = _FILE.sub("", tidy(text))
    name = _STARS.sub("", name.split(" | ")[0])
    kept = [piece for piece, set_off in pieces(name) if not (set_off and _is_noise(piece))]
    name = " ".join("".join(kept).split())
    while (shorter := _NOISE_AT_THE_END.sub("", name).rstrip(" -–—_|/")) != name and shorter:
        name = shorter
    return " ".join(name.split()) or tidy(text)


def _is_noise(piece: str) -> bool:
    inner = piece.strip("()[]{}<>（）［］【】 -–—~/")
    if re.fullmatch(r"(?:[\w ]+ )?album (?:track|version)|(?:(?:hd|hq|[48]k|uhd|\d{3,4}p)\s*)+", inner, re.IGNORECASE):
        return True
    return (
        not inner
        or "video" in version_kinds(inner)
        or _YEAR.fullmatch(inner) is not None
        or inner.startswith("@")
        or inner.casefold() == "album"
    )


_YEAR = pattern(r"\d{4}")
_FILE = pattern(r"\.(?:mp[34g]|mpe?g|m4[av]|avi|flv|mov|wmv|mkv|webm|wav|flac|ogg)$", re.IGNORECASE)
_STARS = pattern(r"\s*\*+\s?\S+\s?\*+$")
_NOISE_AT_THE_END = pattern(
    r"(?<=\S)(?:\s+[-–—_]?\s*)(?:(?:official|offizielles|oficial|officiel|music|lyrics?|full|original|performance) )*"
    r"(?:m/?v|p/?v|video(?: ?clip)?|vid[eé]o ?clip|clip officiel|audio|visuali[sz]er|(?:track )?stream|full hd|hd|hq"
    r"|[48]k|uhd|(?:720|1080|2160)p|(?:with |w/ )?lyrics)(?:\s+(?:hd|hq|4k|oficial|officiel|official))?$",
    re.IGNORECASE,
)


def split_artist_title(text: str) -> tuple[str | None, str]:
    """Return the artist and the title in one text; None as the artist where nothing tells them apart.

    >>> split_artist_title("01. Her - Go (Official Video)")
    ('Her', 'Go')
    >>> split_artist_title("Go")
    (None, 'Go')
    """
    name = _STARS.sub("", _FILE.sub("", tidy(text)))
    name = _LEADING.sub("", _NUMBERED.sub("", name)) or name
    for parted in (_by_dash, _by_quotes, _by_line, _by_by):
        found = parted(name)
        if found is not None:
            artist, title = found
            artist = _HANDLE.sub("", _VIDEO_SIGN.sub("", artist)).strip(" -–—:_")
            title = _unquoted(clean_video_title(title))
            if artist and title:
                return artist, title
    return None, clean_video_title(name)


_NUMBERED = pattern(r"^\s*(?:\d{1,3}|[A-Z]{1,2}\d{1,2})[.)]\s+")
_LEADING = pattern(r"^\s*(?:\[[^\]]*\]|【[^】]*】)\s*(?=\S.*(?:[-–—_~:「『\"“]))|^\s*[MP]V_(?=.+_)")
_VIDEO_SIGN = pattern(r"(?<=\w)\s?[MP]V$")
_HANDLE = pattern(r"\s*\[@\w+\]|\s*\[[^\]]*[\u1100-\ud7ff][^\]]*\]")
_SEPARATOR = pattern(r"\s+[-–—~ー]+\s+|\s+//+\s+|\s+[-–—]\s*(?=[「『\"“])|\s+[-–—](?=\w+[-–—]\s*【)")
_LINES = pattern(r"\s+_\s+|(?<=\w)_(?=\w)")
_QUOTED = pattern(
    r"^(?P<artist>[^「『【\"“]+?)\s*:?\s*(?:「(?P<a>[^」]+)」|『(?P<b>[^』]+)』|[\"“](?P<c>[^\"”]+)[\"”]|【(?P<d>[^】]+)】"
    r"|(?<=\s)['‘](?P<e>[^'’]+)['’](?=\s*(?:$|[MP]/?V\b|official\b)))",
    re.IGNORECASE,
)
_BY = pattern(r"^(?P<title>.+?)\s*[(\[]by (?P<artist>[^)\]]+)[)\]]", re.IGNORECASE)


def _by_dash(name: str) -> tuple[str, str] | None:
    cut = _SEPARATOR.search(name)
    if cut is None or not name[: cut.start()].strip():
        return None
    title = name[cut.end() :]
    if is_version(re.split(r"[(\[]", title)[0], named=False):
        return None
    return name[: cut.start()], re.sub(r"^(\w+)[-–—]\s*(?=【)", r"\1", title)


def _by_quotes(name: str) -> tuple[str, str] | None:
    match = _QUOTED.match(name)
    if match is None or (match["d"] and "video" in version_kinds(match["d"])):
        return None
    title = next(filter(None, (match[name] for name in "abcde")))
    return match["artist"], _VIDEO_SIGN.sub("", title)


def _by_line(name: str) -> tuple[str, str] | None:
    cut = _LINES.search(name)
    return (name[: cut.start()], name[cut.end() :]) if cut else None


def _by_by(name: str) -> tuple[str, str] | None:
    match = _BY.match(name)
    return (match["artist"], match["title"]) if match else None


def _unquoted(title: str) -> str:
    match = re.fullmatch(r"[\"“'‘「『](?P<inner>[^\"”'’」』]+)[\"”'’」』]", title.strip())
    return match["inner"] if match else title.strip()
