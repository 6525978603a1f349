"""Discogs' words, and the model's for them (support.discogs.com, Database Guidelines 6 and 9)."""

from __future__ import annotations

from collections.abc import Mapping

from harmony_core import provider as hc

WHOLE = frozenset(("All Media", "Box Set"))
"""Formats that are no medium, but describe the release as a whole."""

SIZED = frozenset(("Vinyl", "Acetate", "Shellac", "Flexi-disc", "Lathe Cut"))
"""Formats that are told apart by their size in inches."""

TWO_SIDED = SIZED | frozenset(
    (
        "Cassette",
        "Microcassette",
        "DCC",
        "Elcaset",
        "Reel-To-Reel",
        "Edison Disc",
        "Pathé Disc",
        "Laserdisc",
        "PlayTape",
    )
)
"""Formats whose tracks are listed by side (A1, B2); two sides are one medium."""

RENAMED: Mapping[str, str] = {
    "File": "Digital Media",
    "CDr": "CD-R",
    "DVDr": "DVD-R",
    "HD DVD": "HD-DVD",
    "Laserdisc": "LaserDisc",
    "Minidisc": "MiniDisc",
    "Reel-To-Reel": "Reel-to-reel",
}
"""Formats that MusicBrainz writes in another way; all others are kept as they are."""

REFINED: Mapping[tuple[str, str], str] = {
    ("CD", "Mini"): "8cm CD",
    ("CD", "DualDisc"): "DualDisc",
    ("CD", "VCD"): "VCD",
    ("DVD", "DVD-Audio"): "DVD-Audio",
    ("DVD", "DVD-Video"): "DVD-Video",
    ("SACD", "Hybrid"): "Hybrid SACD",
}
"""Formats that a description makes another one."""

VIDEO_FORMATS = frozenset(("DVD-Video", "VHS", "LaserDisc", "Betamax", "VCD", "CDV", "Video 2000", "UMD", "HD-DVD"))
MIXED_FORMATS = frozenset(("DVD", "DVD-R", "Blu-ray", "Blu-ray-R", "Ultra HD Blu-ray"))
VIDEO_FILES = frozenset(("AVI", "FLV", "MOV", "MP4", "MPEG Video", "MPEG-4 Video", "SWF", "WMV"))
"""Formats, and descriptions of files, with pictures or without: what their tracks are is not known."""

MEDIUM_WORDS: Mapping[str, str] = {
    "CD": "CD",
    "CDR": "CD",
    "SACD": "SACD",
    "DVD": "DVD",
    "BR": "Blu-ray",
    "BD": "Blu-ray",
    "BLURAY": "Blu-ray",
    "LP": "Vinyl",
    "EP": "Vinyl",
    "VINYL": "Vinyl",
    "FLEXI": "Flexi-disc",
    "MC": "Cassette",
    "CASS": "Cassette",
    "CASSETTE": "Cassette",
    "TAPE": "Cassette",
    "VHS": "VHS",
    "LD": "Laserdisc",
    "MD": "Minidisc",
    "FILE": "File",
    "MP": "File",
}
"""Words in positions ("CD1-3", "DVD2") that name a medium, and the formats that they mean."""

RELEASE_TYPES: Mapping[str, hc.ReleaseType] = {
    "Album": hc.ReleaseType.ALBUM,
    "Mini-Album": hc.ReleaseType.EP,
    "EP": hc.ReleaseType.EP,
    "Single": hc.ReleaseType.SINGLE,
    "Maxi-Single": hc.ReleaseType.SINGLE,
    "Compilation": hc.ReleaseType.COMPILATION,
    "Mixtape": hc.ReleaseType.MIXTAPE,
    "Mixed": hc.ReleaseType.DJ_MIX,
    "Partially Mixed": hc.ReleaseType.DJ_MIX,
}
"""Descriptions of formats that tell what a release is; samplers and tour recordings are left out on purpose."""

STYLE_TYPES: Mapping[str, hc.ReleaseType] = {
    "Audiobook": hc.ReleaseType.AUDIOBOOK,
    "Field Recording": hc.ReleaseType.FIELD_RECORDING,
    "Interview": hc.ReleaseType.INTERVIEW,
    "Public Broadcast": hc.ReleaseType.BROADCAST,
    "Radioplay": hc.ReleaseType.AUDIO_DRAMA,
    **dict.fromkeys(("Cabaret", "Comedy", "Dialogue", "Monolog", "Speech", "Spoken Word"), hc.ReleaseType.SPOKENWORD),
    **dict.fromkeys(("Musical", "Score", "Soundtrack", "Theme", "Video Game Music"), hc.ReleaseType.SOUNDTRACK),
}
"""Styles that tell what a release is."""

PACKAGINGS: Mapping[str, str] = {
    "jewel case": "Jewel Case",
    "digipak": "Digipak",
    "digipack": "Digipak",
    "digibook": "Digibook",
    "digisleeve": "Digisleeve",
    "gatefold": "Gatefold Cover",
    "cardboard sleeve": "Cardboard/Paper Sleeve",
    "paper sleeve": "Cardboard/Paper Sleeve",
    "keep case": "Keep Case",
    "slipcase": "Slipcase",
}
"""Words in a format's free text, and MusicBrainz's names of packagings."""

COPYRIGHTS: Mapping[str, hc.CopyrightKind] = {
    "Phonographic Copyright (p)": hc.CopyrightKind.PHONOGRAM,
    "Copyright (c)": hc.CopyrightKind.COPYRIGHT,
}
"""Parts of companies that are lines of copyright; all others are credits."""
