"""Codes of countries, languages and scripts: texts that are known to be well formed."""

from __future__ import annotations

import re
from typing import Self

from harmony_core.domain.errors import BadValueError

# ISO 3166-1 alpha-2, with XK (Kosovo) and the codes that MusicBrainz adds: XW worldwide, XE Europe, and
# states of the past: AN, CS, SU, XC (Czechoslovakia), XG (East Germany), YU.
_COUNTRIES = """
AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CS CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS
IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM
MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS
PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SU SV SX SY SZ TC TD TF TG TH TJ
TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XC XE XG XK XW YE YT YU ZA ZM ZW
"""


class Country(str):
    """A country or region in two letters: ISO 3166-1 alpha-2, `XK`, `XW` (worldwide), `XE` (Europe)."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Country:
        """Read a country code in any case. Raises `BadValueError`."""
        known = _BY_CODE.get(text) or (_BY_CODE.get(text.strip().upper()) if text.isascii() else None)
        if known is None:
            hint = " (the United Kingdom is GB)" if text.strip().upper() == "UK" else ""
            raise BadValueError(f"{text!r} is not a country code of two letters{hint}", field="country")
        return known


_BY_CODE = {code: Country(code) for code in _COUNTRIES.split()}


class Language(str):
    """A language in three lower-case letters: ISO 639-3, with `zxx` for none and `mul` for many."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a language code in any case. Raises `BadValueError`."""
        code = text.strip().lower()
        if not (text.isascii() and re.fullmatch("[a-z]{3}", code)):
            raise BadValueError(f"{text!r} is not a language code of three letters", field="language")
        return cls(code)


class Script(str):
    """A script in four letters: ISO 15924, as in `Latn`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a script code in any case. Raises `BadValueError`."""
        code = text.strip().title()
        if not (text.isascii() and re.fullmatch("[A-Z][a-z]{3}", code)):
            raise BadValueError(f"{text!r} is not a script code of four letters", field="script")
        return cls(code)
