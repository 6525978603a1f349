"""Bandcamp's links and ids: an account is a part of the host (`ada-moth.bandcamp.com`) or has a host of its own."""

from __future__ import annotations

import re

import attrs

from harmony_core import provider as hc

# Parts of Bandcamp's own site that stand where an account's name would.
PAGES = "www|blog|daily|f4|get|help|m|status|store|updates"
FORMS = {
    "band": rf"(?!(?:{PAGES})(?:[./]|$))[0-9A-Za-z_-]+",
    "slug": r"[\w-]+",
    "section": "music|artists|community|merch|releases",
}
_PAGE = re.compile(r"https?://([^/?#\s]+)(?:/+(album|track)/+([\w-]+))?", re.IGNORECASE)


def urls(kind: str, page: str) -> tuple[hc.Url, ...]:
    """Return the forms of links to albums or tracks: at Bandcamp, and at an account's own host."""
    key = "{account}/{slug}" if page == "album" else f"{{account}}/{page}/{{slug}}"
    return tuple(
        hc.Url(
            kind,
            f"https://{host}/{page}/{{slug}}",
            type=page,
            id=f"{account}/{{slug}}",
            key=key.replace("{account}", account),
            where=FORMS,
        )
        for account, host in (("{band}", "{band}.bandcamp.com"), ("{host}", "{host:host}"))
    )


URLS = (
    *urls("release", "album"),
    *urls("recording", "track"),
    hc.Url("artist", "https://{band}.bandcamp.com", type="artist", id="{band}", key="{band}", where=FORMS),
    hc.Url("artist", "https://{band}.bandcamp.com/{section}", type="artist", id="{band}", key="{band}", where=FORMS),
    hc.Url("artist", "https://{host:host}[/{section}]", type="artist", id="{host}", key="{host}", where=FORMS),
    # The numbers by which the app asks, after the letters that Bandcamp has for the types.
    hc.Url("release", "{band:digits}/{number:digits}", type="a", id="{band}/{number}", key="a:{band}:{number}"),
    hc.Url("recording", "{band:digits}/{number:digits}", type="t", id="{band}/{number}", key="t:{band}:{number}"),
    hc.Url("artist", "{number:digits}", type="b", id="{number}", key="b:{number}"),
)


@attrs.frozen
class Place:
    """Where a page is: its account (a name at Bandcamp or a whole host), "album" or "track", and its name."""

    account: str
    page: str | None = None
    slug: str | None = None

    @property
    def host(self) -> str:
        """The host of the account's pages."""
        return self.account if "." in self.account else f"{self.account}.bandcamp.com"

    @property
    def url(self) -> str:
        """The address."""
        return f"https://{self.host}/{self.page}/{self.slug}" if self.slug else f"https://{self.host}"

    def external_id(self, kind: str) -> hc.ExternalId:
        """Return the id of what is there, or of the account."""
        entity_id = f"{self.account}/{self.slug}" if self.slug else self.account
        return hc.ExternalId(provider="bandcamp", kind=kind, type=self.page or "artist", id=entity_id, url=self.url)


def place_of(url: str | None) -> Place | None:
    """Read the address of a page, without what may follow ("?from=search")."""
    found = _PAGE.match(url or "")
    if found is None:
        return None
    host, page, slug = found.group(1).lower(), found.group(2), found.group(3)
    account = host.removesuffix(".bandcamp.com")
    return None if host == "bandcamp.com" else Place(account, page and page.lower(), slug)


def place_asked(asked: hc.EntityRef | None) -> Place | None:
    """Return where that is which was asked for; what was asked for by number tells its address itself."""
    if asked is None or asked.type in ("a", "b", "t"):
        return None
    account, _, slug = asked.id.partition("/")
    return Place(account, asked.type, slug) if slug else Place(account)
