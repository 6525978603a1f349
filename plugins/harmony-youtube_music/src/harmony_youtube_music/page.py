"""YouTube Music's answers → plain data. What that means is told in `normalize`, which never sees a tree of renderers.

An answer says how a page is shown: rows with columns of text, whose runs may be links. Where a renderer stands in it
changes with every design, what it is called seldom: so renderers are found by name. The shapes are those of recorded
answers of 2024 to 2026, and those that github.com/sigma67/ytmusicapi reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from harmony_core import provider as hc

Plain: TypeAlias = dict[str, object]

ROW = "musicResponsiveListItemRenderer"
TYPES = frozenset(("album", "single", "ep", "compilation", "audiobook", "song", "video"))

_LENGTH = hc.pattern(r"[0-9]{1,3}(?::[0-9]{2}){1,2}")
_YEAR = hc.pattern("[0-9]{4}")
_COUNT = hc.pattern(r"(?:no|[0-9][0-9.,]*\s?[KMB]?)\s(?:play|view|like)s?", re.IGNORECASE)


def album(body: bytes) -> Plain:
    """Read an album's page, or a playlist that is an album."""
    page = tree(body)
    shown = by_name(page, "musicPlaylistShelfRenderer", "musicResponsiveHeaderRenderer", "musicShelfRenderer")
    for playlist in shown["musicPlaylistShelfRenderer"]:
        return _playlist(playlist)
    header = first_of(shown, "header of an album", "musicResponsiveHeaderRenderer")
    shelf = first_of(shown, "list of tracks", "musicShelfRenderer")
    artists = hc.inside(header, "straplineTextOne")
    return {
        **_told(hc.inside(header, "subtitle")),
        **({"artists": _credit(_runs(artists))} if _text(artists) else {}),
        "title": _text(hc.inside(header, "title")),
        "id": _asked(page, "MPREb_"),
        "playlist": _album_list(hc.inside(header, "buttons"), shelf),
        "count": _text(hc.inside(header, "secondSubtitle")),
        "pictures": _pictures(header),
        "about": _about(header),
        "songs": [_song(row) for row in _rows(shelf)],
    }


def _playlist(shelf: object) -> Plain:
    """Read a playlist: one that is an album says in each row that the song is of this album."""
    ids = (hc.inside(shelf, "playlistId"), hc.inside(shelf, "targetId"), *parts(shelf, "playlistId"))
    playlist = next(filter(None, ids), None)
    songs = [_song(row) for row in _rows(shelf)]
    first, *others = [song.get("album") for song in songs]
    if not str(playlist).startswith("OLAK5uy_") or first is None or any(other != first for other in others):
        raise hc.NotFoundError("youtube_music: this is a playlist, and no album")
    count = hc.inside(shelf, "collapsedItemCount")
    return {
        "title": hc.inside(first, "name"),
        "id": hc.inside(first, "id"),
        "playlist": playlist,
        "count": str(count or ""),
        "pictures": songs[0]["pictures"],
        "songs": songs,
    }


def artist(body: bytes) -> Plain:
    """Read an artist's page. It may have two ids: that of the owner's channel, and one that YouTube Music made."""
    page = tree(body)
    header = need(page, "header of an artist", "musicImmersiveHeaderRenderer", "musicVisualHeaderRenderer")
    about = next(parts(hc.inside(page, "contents"), "musicDescriptionShelfRenderer"), None)
    ids = (_asked(page, "UC"), next(parts(hc.inside(header, "subscriptionButton"), "channelId"), None))
    return {
        "name": _text(hc.inside(header, "title")),
        "ids": list(dict.fromkeys(each for each in ids if isinstance(each, str))),
        "listeners": _text(hc.inside(header, "monthlyListenerCount")),
        "plays": _text(hc.inside(about, "subheader")),
        "pictures": _pictures(header),
        "about": _about(about),
    }


def song(body: bytes) -> Plain:
    """Read what is played when a song or film is chosen: of the queue, what is marked as chosen."""
    page = tree(body)
    shown = [*parts(page, "playlistPanelVideoRenderer")]
    if not shown:
        need(page, "queue of what is played", "musicQueueRenderer")
        raise hc.NotFoundError("youtube_music: nothing is played by this id")
    chosen = next((each for each in shown if hc.inside(each, "selected") is True), shown[0])
    return {
        **_told(hc.inside(chosen, "longBylineText"), hc.inside(chosen, "lengthText")),
        "title": _text(hc.inside(chosen, "title")),
        "id": hc.inside(chosen, "videoId"),
        **_marks(chosen),
    }


def albums(body: bytes) -> Plain:
    """Read the albums among what was found."""

    def found(row: object) -> Plain | None:
        page = hc.inside(row, "navigationEndpoint", "browseEndpoint", "browseId")
        if not str(page).startswith("MPREb_"):
            return None
        return {**_song(row), "id": page, "playlist": _album_list(hc.inside(row, "overlay"))}

    return _results(body, "an album", found)


def songs(body: bytes) -> Plain:
    """Read the songs among what was found."""

    def found(row: object) -> Plain | None:
        song = _song(row)
        return song if song["id"] else None

    return _results(body, "a song", found)


def artists(body: bytes) -> Plain:
    """Read the artists among what was found."""

    def found(row: object) -> Plain | None:
        page = hc.inside(row, "navigationEndpoint", "browseEndpoint")
        if "MUSIC_PAGE_TYPE_ARTIST" not in parts(page, "pageType"):
            return None
        told = [_joined(segment) for column in _columns(row) for segment in _segments(column)]
        listeners = next((each for each in told if each.endswith("audience")), None)
        ids = [hc.inside(page, "browseId")]
        return {"name": _text(_columns(row)[0]), "ids": ids, "listeners": listeners, "pictures": _pictures(row)}

    return _results(body, "an artist", found)


def _results(body: bytes, what: str, found: Callable[[object], Plain | None]) -> Plain:
    """Return the rows of one kind, and where the next page is: the same search is asked there again."""
    page = tree(body)
    results = need(page, "list of results", "sectionListRenderer", "musicShelfContinuation")
    shown = by_name(results, ROW, "messageRenderer", "nextContinuationData")
    rows = shown[ROW]
    items = [item for item in map(found, rows) if item is not None]
    if rows and not items:
        raise hc.PayloadError(f"none of the {len(rows)} results is {what}")
    said = (_text(hc.inside(each, "text")) for each in shown["messageRenderer"])
    if not rows and hc.inside(page, "continuationContents") is None and not any(said):
        raise _lack("result, nor a message that there is none", ROW, "messageRenderer")
    token = next((hc.inside(each, "continuation") for each in shown["nextContinuationData"]), None)
    more = f"search?ctoken={token}&continuation={token}&type=next&prettyPrint=false" if token else None
    return {"items": items, "next": more}


# --- parts of a page ----------------------------------------------------------------------------------------


def tree(body: bytes) -> object:
    """Return an answer's JSON. Raises `AccessDeniedError` for a page that asks who is there, else `PayloadError`."""
    if body.lstrip()[:1] == b"<":
        page = hc.read_page(body)
        if page.first("#captcha-form"):
            raise hc.AccessDeniedError("youtube_music: a page that asks for a proof came: this machine asked too much")
        raise page.lacks("JSON")
    return hc.embedded_json(body.decode("utf-8", "replace"), "what is shown")


def parts(data: object, *names: str) -> Iterator[object]:
    """Yield what stands under one of these names, wherever that is, in order; what is found is not looked through."""
    return (part for _, part in _named(data, frozenset(names)))


def by_name(data: object, *names: str) -> Mapping[str, Sequence[object]]:
    """Return what `parts` yields by its name: a page is looked through once for all that is needed of it."""
    found: dict[str, list[object]] = {name: [] for name in names}
    for name, part in _named(data, frozenset(names)):
        found[name].append(part)
    return found


def _named(data: object, names: frozenset[str]) -> Iterator[tuple[str, object]]:
    left = [data]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            if names.isdisjoint(each):
                left.extend([inner for inner in reversed(each.values()) if isinstance(inner, (dict, list))])
            else:
                left.extend([(name, inner) if name in names else inner for name, inner in reversed(each.items())])
        elif isinstance(each, list):
            left.extend([inner for inner in reversed(each) if isinstance(inner, (dict, list))])
        elif isinstance(each, tuple):  # which JSON has none of: it was found, and those before it come first
            yield each


def need(page: object, what: str, *names: str) -> object:
    """Return the first part of one of these names. Raises `PayloadError` where there is none."""
    for found in parts(page, *names):
        return found
    raise _lack(what, *names)


def first_of(shown: Mapping[str, Sequence[object]], what: str, name: str) -> object:
    """Return the first part of a name. Raises `PayloadError` where there is none."""
    for found in shown[name]:
        return found
    raise _lack(what, name)


def _lack(what: str, *names: str) -> hc.PayloadError:
    return hc.PayloadError(f"the answer has no {what} ({' or '.join(names)}): it is of another form than is known here")


def _rows(shelf: object) -> Sequence[object]:
    """Return the rows of a list of tracks. Raises `PayloadError` where there are none."""
    rows = [*parts(shelf, ROW)]
    if not rows:
        raise _lack("row in its list of tracks", ROW)
    return rows


def _asked(page: object, start: str) -> object:
    """Return the id of the page that was asked for, which is told for statistics, where it begins like this."""
    told = parts(hc.inside(page, "responseContext"), "params")
    pairs = (pair for each in told if isinstance(each, list) for pair in each)
    ids = (hc.inside(pair, "value") for pair in pairs if hc.inside(pair, "key") == "browse_id")
    return next((each for each in ids if str(each).startswith(start)), None)


def _album_list(*shown: object) -> object:
    """Return the id of the playlist that an album is; others there are of songs like these."""
    ids = (each for part in shown for each in parts(part, "playlistId"))
    return next((each for each in ids if str(each).startswith("OLAK5uy_")), None)


def _song(row: object) -> Plain:
    """Read a row: title first, then credit, album, length, year and plays, in one column or several."""
    title, *columns = _columns(row)
    named = (hc.inside(row, "playlistItemData"), title)
    return {
        **_told(*columns),
        "title": _text(title),
        "id": next((each for part in named for each in parts(part, "videoId")), None),
        "number": _text(hc.inside(row, "index")),
        **_marks(row),
    }


def _marks(row: object) -> Plain:
    """Read what marks a row: badge, pictures, and whether it is a song or a film."""
    return {
        "kind": next(parts(row, "musicVideoType"), None),
        "explicit": "MUSIC_EXPLICIT_BADGE" in parts(hc.inside(row, "badges"), "iconType"),
        "pictures": _pictures(row),
    }


def _columns(row: object) -> Sequence[object]:
    """Return the texts of a row's columns; the first is there even where it is missing."""
    shown = (hc.inside(row, name) for name in ("flexColumns", "fixedColumns"))
    return [next(parts(column, "text"), None) for each in shown if isinstance(each, list) for column in each] or [None]


def _runs(text: object) -> Sequence[object]:
    runs = hc.inside(text, "runs")
    return runs if isinstance(runs, list) else [{"text": hc.inside(text, "simpleText")}]


def _joined(runs: Iterable[object]) -> str:
    return "".join(str(hc.inside(run, "text") or "") for run in runs).strip()


def _text(text: object) -> str | None:
    return _joined(_runs(text)) or None


def _segments(text: object) -> Sequence[Sequence[object]]:
    """Split a text at its bullets."""
    segments: list[list[object]] = [[]]
    for run in _runs(text):
        if _joined([run]) == "•":
            segments.append([])
        else:
            segments[-1].append(run)
    return segments


def _told(*texts: object) -> Plain:
    """Return what texts tell, by their links and looks; artists are what is nothing else, first in the first one."""
    told: Plain = {}
    for place, runs in ((place, runs) for place, text in enumerate(texts) for runs in _segments(text)):
        words = _joined(runs)
        links = [str(link) for run in runs for link in parts(hc.inside(run, "navigationEndpoint"), "browseId")]
        if any(link.startswith("MPREb_") for link in links):
            told["album"] = {"name": words, "id": links[0]}
        elif not links and _LENGTH.fullmatch(words):
            told["length"] = words
        elif not links and _COUNT.fullmatch(words):
            told.setdefault("plays", words)
        elif not links and _YEAR.fullmatch(words):
            told["year"] = words
        elif not links and words.lower() in TYPES:
            told.setdefault("type", words)
        elif words and place == 0 and "artists" not in told:
            told["artists"] = _credit(runs)
    return told


def _credit(runs: Sequence[object]) -> list[Plain]:
    """Read a credit: every other run is a name, and so is each that is a link; what is between joins them."""
    names: list[Plain] = []
    for place, run in enumerate(runs):
        link = next(parts(hc.inside(run, "navigationEndpoint"), "browseId"), None)
        if link is not None or place % 2 == 0:
            names.append({"name": hc.inside(run, "text"), "id": link})
        elif names:
            names[-1]["join"] = hc.inside(run, "text")
    return names


def _pictures(shown: object) -> object:
    return next(parts(hc.inside(shown, "thumbnail"), "thumbnails"), [])


def _about(shown: object) -> list[object]:
    """Return the links in a description: to where it is from, and to the license of its words."""
    return [*parts(hc.inside(shown, "description"), "url")]
