"""MusicBrainz's words, and the model's for them."""

from __future__ import annotations

from collections.abc import Mapping

from harmony_core import provider as hc

RELEASE_TYPES: Mapping[str, hc.ReleaseType] = {
    **{kind.value: kind for kind in hc.ReleaseType},
    "mixtape/street": hc.ReleaseType.MIXTAPE,
}

STATUSES: Mapping[str, hc.ReleaseStatus] = {
    **{status.value: status for status in hc.ReleaseStatus},
    "promotion": hc.ReleaseStatus.PROMOTIONAL,
}

ARTIST_KINDS: Mapping[str, hc.ArtistKind] = {kind.value: kind for kind in hc.ArtistKind}

LINK_KINDS: Mapping[str, hc.LinkKind] = {
    "free streaming": hc.LinkKind.FREE_STREAMING,
    "streaming": hc.LinkKind.PAID_STREAMING,
    "download for free": hc.LinkKind.FREE_DOWNLOAD,
    "purchase for download": hc.LinkKind.PAID_DOWNLOAD,
    "purchase for mail-order": hc.LinkKind.MAIL_ORDER,
    "discography entry": hc.LinkKind.DISCOGRAPHY_PAGE,
    "discography page": hc.LinkKind.DISCOGRAPHY_PAGE,
    "license": hc.LinkKind.LICENSE,
}
"""What relations to pages are called; the others are links without a kind."""

PICTURES = frozenset(("image", "logo", "picture", "poster"))
"""Relations to what is a file, and no page about an entity."""

MODIFIERS = frozenset(("additional", "assistant", "associate", "co", "executive", "guest", "minor", "solo"))
"""Attributes that stand before what somebody did ("executive producer")."""

FIELDS = frozenset(
    """
    alias arid area artist artistname asin barcode begin beginarea catno code comment country creditname date dur
    end endarea ended firstreleasedate format gender ipi isni isrc label labelaccent laid lang mediums number
    packaging position primarytype qdur quality recording recordingaccent reid release releaseaccent rgid rid
    script secondarytype sortname status tag tid tnum tracks tracksrelease type video
    """.split()
)
"""What a search can name ("artist:(giant sand)"): such a text is a query, any other one is words."""
