"""Bandcamp's links and ids: an account is a part of the host (`ada-moth.bandcamp.com`) or has a host of its own."""

from __future__ import annotations

import re

from harmony_core import provider as hc

# Parts of Bandcamp's own site that stand where an account's name would.
PAGES = "www|blog|daily|f4|get|help|m|status|store|updates"
FORMS = {
    "band": rf"(?!(?:{PAGES})(?:[./]|$))[0-9A-Za-z_-]+",
    "slug": r"[\w-]+",
    "section": "music|artists|community|merch|releases",
}
_PAGE = hc.pattern(r"https?://([^/?#\s]+)(?:/+(album|track)/+([\w-]+))?", re.IGNORECASE)


HOSTS = (("{band}.bandcamp.com", "{band}"), ("{host:host}", "{host}"))
URLS = (
    *(hc.Url("release", f"https://{host}/album/{{slug}}", id=f"{by}/{{slug}}", where=FORMS) for host, by in HOSTS),
    *(
        hc.Url(
            "recording", f"https://{host}/track/{{slug}}", id=f"{by}/{{slug}}", key=f"{by}/track/{{slug}}", where=FORMS
        )
        for host, by in HOSTS
    ),
    *(
        hc.Url("artist", f"https://{host}[/{{section}}]", type="artist", id=by, key=by, where=FORMS)
        for host, by in HOSTS
    ),
    # The numbers by which the app asks, after the letters that Bandcamp has for the types.
    hc.Url("release", "{band:digits}/{number:digits}", type="a", id="{band}/{number}", key="a:{band}:{number}"),
    hc.Url("recording", "{band:digits}/{number:digits}", type="t", id="{band}/{number}", key="t:{band}:{number}"),
    hc.Url("artist", "{number:digits}", type="b", id="{number}", key="b:{number}"),
)


@hc.answer
class Place:
    """Where a page is: its account (a name at Bandcamp or a whole host), and an album's or track's page there."""

    account: str
    page: str = "artist"
    slug: str = ""

    @property
    def host(self) -> str:
        """The host of the account's pages."""
        return self.account if "." in self.account else f"{self.account}.bandcamp.com"

    def external_id(self, kind: str) -> hc.ExternalId:
        """Return the id of what is there, with its address."""
        path = f"/{self.page}/{self.slug}" if self.slug else ""
        entity_id = f"{self.account}/{self.slug}".rstrip("/")
        return hc.ExternalId(
            provider="bandcamp", kind=kind, type=self.page, id=entity_id, url=f"https://{self.host}{path}"
        )


def place_of(url: str | None) -> Place | None:
    """Read the address of a page, without what may follow ("?from=search")."""
    found = _PAGE.match(url or "")
    host = found[1].lower() if found else "bandcamp.com"
    if found is None or host == "bandcamp.com":
        return None
    return Place(host.removesuffix(".bandcamp.com"), (found[2] or "artist").lower(), found[3] or "")


def place_asked(asked: hc.EntityRef | None) -> Place | None:
    """Return where that is which was asked for; what was asked for by number tells its address itself."""
    if asked is None or asked.type in ("a", "b", "t"):
        return None
    account, _, slug = asked.id.partition("/")
    return Place(account, asked.type or "album", slug)
