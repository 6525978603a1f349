"""Discogs' names of countries → their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from harmony_core import provider as hc

# Discogs' own spellings; those of the last lines are of states and regions that have codes of MusicBrainz's.
_NAMES = """
AF Afghanistan|AL Albania|DZ Algeria|AS American Samoa|AD Andorra|AO Angola|AI Anguilla|AQ Antarctica
AG Antigua & Barbuda|AR Argentina|AM Armenia|AW Aruba|AU Australia|AT Austria|AZ Azerbaijan|BS Bahamas, The
BH Bahrain|BD Bangladesh|BB Barbados|BY Belarus|BE Belgium|BZ Belize|BJ Benin|BM Bermuda|BT Bhutan|BO Bolivia
BA Bosnia & Herzegovina|BW Botswana|BR Brazil|VG British Virgin Islands|BN Brunei|BG Bulgaria|BF Burkina Faso
MM Burma|BI Burundi|KH Cambodia|CM Cameroon|CA Canada|CV Cape Verde|KY Cayman Islands
CF Central African Republic|TD Chad|CL Chile|CN China|CX Christmas Island|CC Cocos (Keeling) Islands|CO Colombia
KM Comoros|CD Congo, Democratic Republic of the|CG Congo, Republic of the|CK Cook Islands|CR Costa Rica
HR Croatia|CU Cuba|CW Curaçao|CY Cyprus|CZ Czech Republic|DK Denmark|DJ Djibouti|DM Dominica
DO Dominican Republic|TL East Timor|EC Ecuador|EG Egypt|SV El Salvador|GQ Equatorial Guinea|ER Eritrea
EE Estonia|ET Ethiopia|FK Falkland Islands|FO Faroe Islands|FJ Fiji|FI Finland|FR France|GF French Guiana
PF French Polynesia|TF French Southern & Antarctic Lands|GA Gabon|GM Gambia, The|GE Georgia|DE Germany|GH Ghana
GI Gibraltar|GR Greece|GL Greenland|GD Grenada|GP Guadeloupe|GU Guam|GT Guatemala|GG Guernsey|GN Guinea
GW Guinea-Bissau|GY Guyana|HT Haiti|HN Honduras|HK Hong Kong|HU Hungary|IS Iceland|IN India|ID Indonesia|IR Iran
IQ Iraq|IE Ireland|IM Isle Of Man|IL Israel|IT Italy|CI Ivory Coast|JM Jamaica|JP Japan|JE Jersey|JO Jordan
KZ Kazakhstan|KE Kenya|KI Kiribati|XK Kosovo|KW Kuwait|KG Kyrgyzstan|LA Laos|LV Latvia|LB Lebanon|LS Lesotho
LR Liberia|LY Libya|LI Liechtenstein|LT Lithuania|LU Luxembourg|MO Macau|MK Macedonia|MG Madagascar|MW Malawi
MY Malaysia|MV Maldives|ML Mali|MT Malta|MH Marshall Islands|MQ Martinique|MR Mauritania|MU Mauritius|YT Mayotte
MX Mexico|FM Micronesia, Federated States of|MD Moldova, Republic of|MC Monaco|MN Mongolia|ME Montenegro
MS Montserrat|MA Morocco|MZ Mozambique|NA Namibia|NR Nauru|NP Nepal|NL Netherlands|NC New Caledonia
NZ New Zealand|NI Nicaragua|NE Niger|NG Nigeria|NU Niue|NF Norfolk Island|KP North Korea
MP Northern Mariana Islands|NO Norway|OM Oman|PK Pakistan|PW Palau|PS Palestine|PA Panama|PG Papua New Guinea
PY Paraguay|PE Peru|PH Philippines|PN Pitcairn Islands|PL Poland|PT Portugal|PR Puerto Rico|QA Qatar|RE Reunion
RO Romania|RU Russia|RW Rwanda|BL Saint Barthélemy|SH Saint Helena|KN Saint Kitts and Nevis|LC Saint Lucia
MF Saint Martin|PM Saint Pierre and Miquelon|VC Saint Vincent and the Grenadines|WS Samoa|SM San Marino
ST Sao Tome and Principe|SA Saudi Arabia|SN Senegal|RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore
SX Sint Maarten|SK Slovakia|SI Slovenia|SB Solomon Islands|SO Somalia|ZA South Africa
GS South Georgia and the South Sandwich Islands|KR South Korea|SS Southern Sudan|ES Spain|LK Sri Lanka|SD Sudan
SR Suriname|SJ Svalbard|SZ Swaziland|SE Sweden|CH Switzerland|SY Syria|TW Taiwan|TJ Tajikistan|TZ Tanzania
TH Thailand|TG Togo|TK Tokelau|TO Tonga|TT Trinidad & Tobago|TN Tunisia|TR Turkey|TM Turkmenistan
TC Turks and Caicos Islands|TV Tuvalu|UG Uganda|GB UK|UA Ukraine|AE United Arab Emirates|UY Uruguay|US US|US USA
UZ Uzbekistan|VU Vanuatu|VA Vatican City|VE Venezuela|VN Vietnam|VI Virgin Islands|WF Wallis and Futuna
EH Western Sahara|YE Yemen|ZM Zambia|ZW Zimbabwe
XW Worldwide|XE Europe|XC Czechoslovakia|XG German Democratic Republic (GDR)|AN Netherlands Antilles
CS Serbia and Montenegro|SU USSR|YU Yugoslavia
"""

# Too broad to be a list of countries, and unknown on purpose: Africa, Asia, Middle East, North & South America.
_GROUPS = """
Australasia: AU NZ PG|Benelux: BE NL LU|France & Benelux: FR BE NL LU|Central America: BZ CR SV GT HN NI PA
Gulf Cooperation Council: AE BH KW OM QA SA|North America (inc Mexico): CA MX US
Russia & CIS: RU AM AZ BY GE KG KZ MD TJ TM UA UZ|Scandinavia: DK NO SE
South America: AR BO BR CL CO EC GY PE PY SR UY VE|South East Asia: BN ID KH LA MM MY PH SG TH TL VN
South Pacific: FJ SB TO TV VU WS
"""

_BETWEEN = hc.pattern(", & | & |, ")
_CODES = {entry[3:]: entry[:2] for entry in re.split(r"[|\n]", _NAMES.strip())}
_GROUP_CODES = {
    name: tuple(codes.split())
    for name, _, codes in (each.partition(": ") for each in re.split(r"[|\n]", _GROUPS.strip()))
}
_ALL: Mapping[str, tuple[str, ...]] = {**{name: (code,) for name, code in _CODES.items()}, **_GROUP_CODES}


def countries(name: str | None, read: hc.Reader) -> tuple[hc.Country, ...]:
    """Return the countries of a name, of a group's, or of several in one text ("UK, Europe & US").

    Names that have no code (states of the past, continents) are reported and give none.
    """
    if not name or name.strip() in ("", "Unknown"):
        return ()
    whole = name.strip()
    if whole in _ALL:
        return tuple(map(hc.Country.parse, _ALL[whole]))
    parts = _BETWEEN.split(whole)
    unknown = [part for part in parts if part not in _ALL]
    if unknown:
        read.warn("country", f"{whole!r} is no country that has a code")
        return ()
    codes = dict.fromkeys(code for part in parts for code in _ALL[part])
    return tuple(hc.Country.parse(code) for code in codes)
