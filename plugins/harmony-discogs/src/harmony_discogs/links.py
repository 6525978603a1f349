"""Links to Discogs' pages.

Until about 2021 the name stood before the kind (`/Artist-Title/release/1`).
"""

from __future__ import annotations

from harmony_core import provider as hc

KINDS = (("release", "release"), ("release_group", "master"), ("artist", "artist"), ("label", "label"))
FORMS = {"lang": "[a-z]{2}(?:_[A-Z]{2})?", "name": "[^/?#]*", "sub": "www|m"}
SITE = "https://[{sub}.]discogs.com/[{lang}/]"

URLS = (  # of each kind the canonical form, then those with languages and names
    *(hc.Url(kind, f"https://www.discogs.com/{path}/{{id:digits}}") for kind, path in KINDS),
    *(hc.Url(kind, f"{SITE}{path}/{{id:digits}}[-{{name}}]", where=FORMS) for kind, path in KINDS),
    *(hc.Url(kind, f"{SITE}{{name}}/{path}/{{id:digits}}", where=FORMS) for kind, path in KINDS[:2]),
)
PAGES = hc.Pages("discogs", URLS)
