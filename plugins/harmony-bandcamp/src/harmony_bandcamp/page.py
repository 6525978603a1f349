"""Bandcamp's pages → plain data. What that means is told in `normalize`, which never sees a page.

Album and track pages hold their data as JSON in attributes (`data-tralbum`, `data-band`) and as schema.org's JSON-LD,
the embedded player in `data-player-data`. Pages of accounts and searches are read by ids and classes. What comes out
of album and track pages has the form of extracts that others made of them, which are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from typing import TypeAlias

from harmony_core import provider as hc

Plain: TypeAlias = dict[str, object]

LAST_SECOND = 253_402_300_799  # of the year 9999
PARTS = ("itemtype", "heading", "subhead", "released", "itemurl", "tags", "genre")
MONTHS = "january february march april may june july august september october november december".split()

_NOTHING_HERE = hc.pattern("something isn.t here", re.IGNORECASE)
# A sign in two halves, as JSON writes those beyond the first 65536, or half a one, which is no text.
_HALVES = hc.pattern(r"(\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w)|\\u[dD][89a-fA-F]\w\w")

_RELEASED = hc.pattern(r"([A-Za-z]+) ([0-9]{1,2}), ([0-9]{4})")
_IMAGE = hc.pattern(r"/a?([0-9]{1,12})_[0-9]{1,3}\.")


def release(body: bytes) -> Plain:
    """Read an album or track page, what others took out of one, or what the app tells, all in the same words."""
    if told := of_app(body):
        return told if "tralbum" in told else as_page(told)
    page = opened(body)
    tralbum, band = data_in(page, "data-tralbum"), data_in(page, "data-band")
    about = linked_data(page)
    links = links_by_class(page)
    license_link = links.get("cc-icons")
    return {
        "tralbum": tralbum,
        "band": band,
        "og:description": content(page, "og:description"),
        "licenseUrl": license_link.attributes.get("href") if license_link else None,
        "keywords": keywords(hc.inside(about, "keywords")),
        "recordLabel": told_label(about) or linked_label(links.get("back-to-label-link")),
        "album_title": hc.inside(about, "inAlbum", "name") if hc.inside(tralbum, "album_url") else None,
    }


def account(body: bytes) -> Plain:
    """Read the page of an artist or label, in the words of the app; that of one with a single release shows it."""
    if told := of_app(body):
        return told
    page = opened(body)
    band = data_in(page, "data-band") if page.first("[data-band^={]") else None
    name = hc.inside(band, "name") or page.need("#band-name-location .title", "name of an account").text
    links = [link for link in page.all("#band-links a") if "href" in link.attributes]
    return {
        "id": hc.inside(band, "id"),
        "name": name,
        "bio_image_id": hc.inside(band, "image_id"),
        "sites": [{"url": link.attributes["href"], "title": link.text} for link in links],
    }


def player(body: bytes) -> object:
    """Read the embedded player, which tells the lengths of tracks before they are released."""
    return data_in(opened(body), "data-player-data")


def search(body: bytes, types: Sequence[str], path: str) -> Plain:
    """Read a page of search results: those of these types, with such addresses; and the number of the last page."""
    page = opened(body)
    results = page.need(".results", "list of results")
    found = [result(each) for each in results.all(".searchresult")]
    if not found and results.first("li"):
        raise page.lacks("results that are known (.searchresult)")
    numbers = (each.text for each in page.all(".pagenum"))
    return {
        "results": [each for each in found if each["type"] in types and re.search(path, str(each["url"]))],
        "pages": max((int(number) for number in numbers if re.fullmatch("[0-9]{1,6}", number)), default=1),
    }


def result(element: hc.Element) -> Plain:
    """Read one search result: its parts, and the words that stand before what they tell ("by", "released")."""
    texts = {part: lines(found) for part in PARTS if (found := element.first(f".{part}"))}
    about = texts.get("subhead", [])
    tags = ",".join(" ".join(texts.get(part, [])).removeprefix(f"{part}:") for part in ("tags", "genre"))
    image = element.first(".art img")
    number = image and _IMAGE.search(image.attributes.get("src", ""))
    return {
        "type": " ".join(texts.get("itemtype", [])),
        "title": " ".join(texts.get("heading", [])),
        "url": " ".join(texts.get("itemurl", [])),
        "artist": next((line.removeprefix("by ") for line in about if line.startswith("by ")), None),
        "album": next((line.removeprefix("from ") for line in about if line.startswith("from ")), None),
        "day": day(" ".join(texts.get("released", []))),
        "tags": [tag.strip() for tag in tags.split(",")],
        "image": int(number.group(1)) if number else None,
    }


def day(released: str) -> str | None:
    """Return the day in "released March 4, 2011" as 2011-03-04."""
    found = _RELEASED.search(released)
    month = MONTHS.index(found[1].lower()) + 1 if found and found[1].lower() in MONTHS else None
    return f"{found[3]}-{month:02}-{int(found[2]):02}" if found and month else None


def of_app(body: bytes) -> Plain | None:
    """Return what the app's API tells, None where this is a page. Raises what it reports, which is inside HTTP 200."""
    told = hc.embedded_json(body.decode("utf-8", "replace"), "the answer") if body.lstrip()[:1] == b"{" else None
    if hc.inside(told, "error"):
        raise hc.ProviderError(f"Bandcamp reports: {hc.inside(told, 'error_message')}", provider="bandcamp")
    return told if isinstance(told, dict) else None


def as_page(told: Plain) -> Plain:
    """Put what the app tells in a page's words: it sells what is purchasable, and gives what is free."""
    free, seconds = told.get("free_download"), told.get("release_date")
    current = {
        "title": told.get("title"),
        "credits": told.get("credits"),
        "release_date": formatdate(seconds) if isinstance(seconds, int) and 0 < seconds < LAST_SECOND else None,
        "minimum_price": 0 if free else told.get("price"),
        "is_set_price": told.get("is_set_price"),
        "download_pref": 2 if told.get("is_purchasable") else 1 if free else None,
    }
    tracks, tags = (each if isinstance(each := told.get(name), list) else [] for name in ("tracks", "tags"))
    named = {"id": "id", "url": "bandcamp_url", "artist": "tralbum_artist", "art_id": "art_id"}
    return {
        "tralbum": {
            **{name: told.get(field) for name, field in named.items()},
            "current": current,
            "item_type": "track" if told.get("type") == "t" else "album",
            "trackinfo": [in_words(each) for each in tracks],
        },
        "band": {"id": hc.inside(told, "band", "band_id"), "name": hc.inside(told, "band", "name")},
        "keywords": [hc.inside(tag, "name") for tag in tags if not hc.inside(tag, "isloc")],
        "recordLabel": {"name": told["label"]} if told.get("label") else None,
        "album_title": told.get("album_title"),
    }


def in_words(track: object) -> object:
    """Put what the app tells of a track in a page's words."""
    heard = {"file": hc.inside(track, "streaming_url"), "streaming": hc.inside(track, "is_streamable")}
    return {**track, **heard} if isinstance(track, dict) else track


# --- parts of pages -----------------------------------------------------------------------------------------


def opened(body: bytes) -> hc.Element:
    """Take a page apart. Raises `NotFoundError` where it says that there is nothing at its address."""
    page = hc.read_page(body)
    if not page.first("[data-tralbum^={]") and any(_NOTHING_HERE.search(each.text) for each in page.all("h2")):
        raise hc.NotFoundError("Bandcamp says that there is no such page", provider="bandcamp")
    return page


def data_in(page: hc.Element, attribute: str) -> object:
    """Return the JSON in an attribute. Raises the error that says that it is missing or broken."""
    text = page.need(f"[{attribute}^={{]", attribute).attributes[attribute]
    return hc.embedded_json(_HALVES.sub(whole_sign, text), attribute)


def whole_sign(found: re.Match[str]) -> str:
    """Keep a sign that is whole; half a one becomes the sign for what cannot be read."""
    return found[1] or r"\ufffd"


def linked_data(page: hc.Element) -> object:
    """Return what the page tells in schema.org's words; it only adds to the other data, so it may be missing."""
    told = page.first("script[type=application/ld+json]")
    if told is None:
        return None
    try:
        return hc.embedded_json(_HALVES.sub(whole_sign, told.raw), "JSON-LD")
    except hc.PayloadError:
        return None


def told_label(about: object) -> Plain | None:
    """Return the label of the first edition, which is the download itself."""
    album = hc.inside(about, "inAlbum") or about
    label = hc.inside(album, "albumRelease", 0, "recordLabel")
    name = hc.inside(label, "name")
    return {"name": name, "url": hc.inside(label, "@id")} if name else None


def links_by_class(page: hc.Element) -> Mapping[str, hc.Element]:
    """Return the first link of each class: a page is long, and most have neither of those that are looked for."""
    found: dict[str, hc.Element] = {}
    for link in page.all("a"):
        for name in link.attributes.get("class", "").split():
            found.setdefault(name, link)
    return found


def linked_label(link: hc.Element | None) -> Plain | None:
    """Return the label to whose page an artist's links back: "more from" and its name."""
    text = link.first(".back-link-text") if link else None
    if not link or not text:
        return None
    names = [each.strip() for each in text.children if isinstance(each, str) and each.strip()]
    return {"name": names[-1], "url": link.attributes.get("href")} if len(names) > 1 else None


def keywords(told: object) -> list[str]:
    """Return the tags, which older pages have in one text."""
    tags = told.split(",") if isinstance(told, str) else told if isinstance(told, list) else []
    return [tag for tag in tags if isinstance(tag, str)]


def content(page: hc.Element, name: str) -> str | None:
    """Return what a page says of itself to others (Open Graph)."""
    found = page.first(f"meta[property={name}]")
    return found.attributes.get("content") if found else None


def lines(element: hc.Element) -> list[str]:
    """Return the lines of a text that show."""
    return [" ".join(line.split()) for line in element.raw.splitlines() if line.strip()]
