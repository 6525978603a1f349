"""Small values of the model, out of what sources send. What says nothing gives nothing, and never an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from harmony_core.domain.codes import Country
from harmony_core.domain.frozen import maker
from harmony_core.domain.model import (
    Artwork,
    ArtworkKind,
    AudioFeatures,
    Genre,
    Link,
    LinkKind,
    Popularity,
    ReleaseType,
)
from harmony_core.domain.patterns import pattern

_SHARES = frozenset(
    ("energy", "danceability", "valence", "acousticness", "instrumentalness", "liveness", "speechiness")
)
_artwork, _genre, _popularity = maker(Artwork), maker(Genre), maker(Popularity)

_NO_FEATURES = AudioFeatures()
_WEB = pattern(r"https?://\S+", re.IGNORECASE)
_TYPES = MappingProxyType({kind.value: kind for kind in ReleaseType})


def said(text: str | None) -> str | None:
    """Return a text, or None where it is empty or blank.

    >>> said("Live"), said(" "), said(None)
    ('Live', None, None)
    """
    return text if text and text.strip() else None


def countries(codes: str) -> frozenset[Country]:
    """Return the countries of a text with their codes, as for `Traits.regions`.

    >>> sorted(countries("SE DE"))
    ['DE', 'SE']
    """
    return frozenset(map(Country.parse, codes.split()))


def genres(names: Iterable[str | None] | None, provider: str) -> tuple[Genre, ...]:
    """Return genres or tags that a source does not weigh, each once.

    >>> [genre.name for genre in genres(["Rock", " ", None, "Folk", "Rock"], "tunes")]
    ['Rock', 'Folk']
    """
    if not names:
        return ()
    texts = dict.fromkeys([name.strip() for name in names if name])
    return tuple([_genre(name=name, providers=(provider,)) for name in texts if name])


def release_types(
    *words: str | None, also: Mapping[str, ReleaseType] = MappingProxyType({})
) -> tuple[ReleaseType, ...]:
    """Return the types that a source's words are, each once; `also` are words (in lower case) for them of its own.

    >>> [kind.value for kind in release_types("EP", "Compile", "?", also={"compile": ReleaseType.COMPILATION})]
    ['ep', 'compilation']
    """
    lower = [(word or "").strip().lower() for word in words]
    found = [kind for word in lower if (kind := also.get(word) or _TYPES.get(word))]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def popularity(
    provider: str,
    *,
    listeners: int | None = None,
    plays: int | None = None,
    score: float | None = None,
    most: int = 1,
) -> tuple[Popularity, ...]:
    """Return how much something is heard; `most` is the highest score that there is.

    Counts below 0 and scores beyond 0 and `most` say nothing.

    >>> popularity("tunes", score=63, most=100)[0].score, popularity("tunes", plays=-1)
    (0.63, ())
    """
    listeners = listeners if listeners is not None and listeners >= 0 else None
    plays = plays if plays is not None and plays >= 0 else None
    score = score / most if score is not None and 0 <= score <= most else None
    if listeners is None and plays is None and score is None:
        return ()
    return (_popularity(provider=provider, listeners=listeners, plays=plays, score=score),)


def picture(
    url: str | None,
    kind: ArtworkKind | None,
    provider: str,
    *,
    thumb_url: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> tuple[Artwork, ...]:
    """Return a picture, nothing where its address is none of the web's; sizes below 1 pixel say nothing.

    >>> [(each.url, each.width) for each in picture("https://img.example/1.jpg", None, "tunes", width=0)]
    [('https://img.example/1.jpg', None)]
    """
    if not _is_link(url):
        return ()
    return (
        _artwork(
            url=url or "",
            thumb_url=thumb_url if _is_link(thumb_url) else None,
            kinds=(kind,) if kind else (),
            width=width if width and width > 0 else None,
            height=height if height and height > 0 else None,
            provider=provider,
        ),
    )


def links(urls: Iterable[str | None] | None, *kinds: LinkKind) -> tuple[Link, ...]:
    """Return links to pages, each once, with what one can do there; what is no address of the web is left out.

    >>> [link.url for link in links([" https://ada.example ", None, "ada.example", "https://ada.example"])]
    ['https://ada.example']
    """
    found = dict.fromkeys([url.strip() for url in urls or () if url])
    return tuple([Link(url=url, kinds=kinds) for url in found if _WEB.fullmatch(url)])


def largest_picture(
    sizes: Iterable[tuple[str | None, int | None, int | None]],
    kind: ArtworkKind,
    provider: str,
    *,
    thumb_px: int = 200,
) -> tuple[Artwork, ...]:
    """Return a picture out of its sizes (address, width, height): the widest, and as thumb the smallest wide enough.

    >>> sizes = [("https://img.example/640", 640, 640), ("https://img.example/64", 64, 64)]
    >>> [(each.url, each.thumb_url) for each in largest_picture(sizes, ArtworkKind.FRONT, "tunes")]
    [('https://img.example/640', 'https://img.example/640')]
    """
    usable = [each for each in sizes if _is_link(each[0])]
    if not usable:
        return ()
    usable.sort(key=_width)
    widths = [each[1] for each in usable]
    url, width, height = usable[widths.index(widths[-1])]
    thumbs = [each[0] for each in usable if (each[1] or 0) >= thumb_px]
    return picture(url, kind, provider, thumb_url=thumbs[0] if thumbs else None, width=width, height=height)


def _width(size: tuple[str | None, int | None, int | None]) -> int:
    return size[1] or 0


def audio_features(
    *,
    bpm: float | None = None,
    loudness_db: float | None = None,
    time_signature: int | None = None,
    **others: float | str | None,
) -> AudioFeatures | None:
    """Return what was measured of a sound, without what cannot be; None where nothing is left.

    >>> audio_features(bpm=0, energy=7), audio_features(bpm=120.5, energy=0.5).bpm
    (None, 120.5)
    """
    bpm = bpm if bpm and 0 < bpm < 1000 else None
    loudness_db = loudness_db if loudness_db is not None and abs(loudness_db) < 100 else None
    time_signature = time_signature if time_signature and 0 < time_signature < 100 else None
    told: dict[str, Any] = {
        name: _share(value) if name in _SHARES else value  # type: ignore[arg-type]  # shares are numbers
        for name, value in others.items()
    }
    if bpm is None and loudness_db is None and time_signature is None and not told:
        return None
    found = AudioFeatures(bpm=bpm, loudness_db=loudness_db, time_signature=time_signature, **told)
    return None if found == _NO_FEATURES else found


def _share(value: float | None) -> float | None:
    return value if value is not None and 0 <= value <= 1 else None


def _is_link(text: str | None) -> bool:
    return text is not None and text.startswith(("https://", "http://"))
