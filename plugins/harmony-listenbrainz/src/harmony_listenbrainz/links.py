"""Links to the pages of ListenBrainz, and of MusicBrainz, whose MBIDs they go by."""

from __future__ import annotations

from harmony_core import provider as hc

WORDS = {"release": "release", "release_group": "album", "recording": "recording", "artist": "artist"}
"""ListenBrainz's words for kinds, in the addresses of its pages."""

OLDER = (("release", "player/release"), ("release_group", "release-group"))
SITE = "https://[{sub}.]listenbrainz.org"

URLS = (  # of each kind the canonical form, then those of other hosts and older pages
    *(hc.Url(kind, f"https://listenbrainz.org/{word}/{{id:mbid}}") for kind, word in WORDS.items()),
    *(
        hc.Url(kind, f"{SITE}/{path}/{{id:mbid}}", type=WORDS[kind], where={"sub": "www|beta|test"})
        for kind, path in (*WORDS.items(), *OLDER)
    ),
)
PAGES = hc.Pages("listenbrainz", URLS)
MUSICBRAINZ = hc.mbid_pages("musicbrainz", "https://musicbrainz.org")
