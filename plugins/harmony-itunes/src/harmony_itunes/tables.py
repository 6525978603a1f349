"""Where the service runs, and what its words mean."""

from __future__ import annotations

from harmony_core import provider as hc

# The stores with music, of Apple's list of where its media services are to be had.
REGIONS = hc.countries(
    """
    AE AG AI AM AO AR AT AU AZ BA BB BE BF BG BH BJ BM BN BO BR BS BT BW BY BZ CA CD CG CH CI CL CM CN CO CR CV
    CY CZ DE DK DM DO DZ EC EE EG ES FI FJ FM FR GA GB GD GE GH GM GR GT GW GY HK HN HR HU ID IE IL IN IQ IS IT
    JM JO JP KE KG KH KN KR KW KY KZ LA LB LC LK LR LT LU LV LY MA MD ME MG MK ML MM MN MO MR MS MT MU MV MW MX
    MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PL PT PY QA RO RS RU RW SA SB SC SE SG SI SK SL SN SR SV SZ TC
    TD TH TJ TM TN TO TR TT TW TZ UA UG US UY UZ VC VE VG VN VU XK YE ZA ZM ZW
    """
)

HOME = hc.Country.parse("US")
"""The store of a link, and of a request, that names none."""

# The kinds of rows that are tracks; booklets and ringtones are not.
TRACK_KINDS = {"song": hc.TrackKind.AUDIO, "music-video": hc.TrackKind.VIDEO}

TITLE_SUFFIXES = {" - EP": hc.ReleaseType.EP, " - Single": hc.ReleaseType.SINGLE}

# A clean version is one whose words were cut ("cleaned"); "notExplicit" was never otherwise.
EXPLICIT = {"explicit": True, "cleaned": False, "clean": False, "notExplicit": False}
VERSIONS = {"explicit": "explicit", "cleaned": "clean", "clean": "clean"}
