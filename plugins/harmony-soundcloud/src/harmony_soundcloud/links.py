"""SoundCloud's links: `/user`, `/user/track` and `/user/sets/set`, and the ids of its API."""

from __future__ import annotations

import re

from harmony_core import provider as hc

SITE = "https://[{sub}.]soundcloud.com"

# Pages of SoundCloud's own that stand where a user's name would.
RESERVED = (
    "charts|community-guidelines|connect|dashboard|discover|feed|go|imprint|jobs|legal|likes|login|logout|messages"
    "|mobile|notifications|oembed|pages|people|player|popular|pro|search|settings|signin|signup|stations|stream|tags"
    "|terms-of-use|upload|you"
)
# Pages of a user that stand where a track's name would.
SECTIONS = "albums|comments|followers|following|likes|popular-tracks|reposts|sets|spotlight|tracks"

FORMS = {
    "sub": "www|m",
    "user": rf"(?!(?:{RESERVED})(?:/|$))[0-9A-Za-z_-]+",
    "set": "[0-9A-Za-z_-]+",
    "track": rf"(?!(?:{SECTIONS})$)[0-9A-Za-z_-]+",
    "section": SECTIONS,
}

_PAGE = hc.pattern(
    r"https?://(?:(?:www|m)\.)?soundcloud\.com/([\w-]+(?:/(?:sets/)?[\w-]+)?)/?(?:[?#]|$)", re.IGNORECASE | re.ASCII
)
_RESOURCE = hc.pattern(r"/(tracks|playlists|users)/(?:soundcloud(?::|%3A)\w+(?::|%3A))?(\d+)", re.IGNORECASE)
_NUMBER = hc.pattern(r"(?:soundcloud:\w+:)?(\d+)")


def page_urls(kind: str, source_type: str, path: str, *more: str) -> tuple[hc.Url, ...]:
    """Return the forms of links to pages of one type; their path is the id."""
    canonical = hc.Url(kind, f"https://soundcloud.com/{path}", type=source_type, id=path, key=path, where=FORMS)
    others = (
        hc.Url(kind, f"{SITE}/{other}", type=source_type, id=path, key=path, where=FORMS) for other in (path, *more)
    )
    return (canonical, *others)


def resource_urls(kind: str, resource: str) -> tuple[hc.Url, ...]:
    """Return the forms of the API's own addresses; their key makes SoundCloud's own URN (`soundcloud:tracks:123`)."""
    base, key = f"https://api.soundcloud.com/{resource}", f"{resource}:{{id}}"
    escaped = ("soundcloud%3A" + resource + "%3A", f"soundcloud:{resource}:")
    return (
        hc.Url(kind, f"{base}/{{id:digits}}", type=resource, key=key),
        *(hc.Url(kind, f"{base}/{urn}{{id:digits}}", type=resource, key=key) for urn in escaped),
    )


URLS = (
    *page_urls("release", "set", "{user}/sets/{set}"),
    *page_urls("recording", "track", "{user}/{track}"),
    *page_urls("artist", "user", "{user}", "{user}/{section}"),
    *resource_urls("release", "playlists"),
    *resource_urls("recording", "tracks"),
    *resource_urls("artist", "users"),
)


PAGES = hc.Pages("soundcloud", URLS)


def path_of(permalink_url: str | None) -> str | None:
    """Return the path of a page's address less what the API adds (`?utm_medium=api…`); a private one has none."""
    found = _PAGE.match(permalink_url or "")
    return found.group(1) if found else None


def number_of(entity_id: int | str | None) -> str | None:
    """Return the number of an id, which is one or is a URN that ends in one."""
    found = _NUMBER.fullmatch(str(entity_id))
    return found.group(1) if found else None


def resource_of(location: str) -> tuple[str, str] | None:
    """Return which of the API's resources an address leads to: ("tracks", "123")."""
    found = _RESOURCE.search(location)
    return (found.group(1).lower(), found.group(2)) if found else None
