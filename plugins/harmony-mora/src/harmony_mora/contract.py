"""What mora promises, checked by `pytest` and by `harmony providers check mora`. Names and ids are made up."""

from __future__ import annotations

from harmony_core.testing import Case, Contract, Link
from harmony_mora import mora

ASKED = "https://mora.jp/package/49000001/2000000090016_F/"

LINKS = (
    Link(
        "https://mora.jp/package/43000006/00602488058599/", kind="release", id="43000006/00602488058599", canonical=True
    ),
    Link(
        "https://mora.jp/package/43000035/198704758065_F/", kind="release", id="43000035/198704758065_F", canonical=True
    ),
    Link("https://mora.jp/package/43000100/VE3WA-19580/", kind="release", id="43000100/VE3WA-19580", type="package"),
    Link("https://mora.jp/artist/15340/", kind="artist", id="15340", type="artist", canonical=True),
    Link("http://www.mora.jp/package/49000001/2000000090016?fmid=x", kind="release", id="49000001/2000000090016"),
    Link("https://mora.jp/artist/15340", kind="artist", id="15340", region=""),
)

CASES = (
    Case("release_by_id", ASKED),  # whole: see release_by_id.json
    Case(
        "video",
        "mora:49000001/2000000090023",
        sent=(
            "package/49000001/2000000090023/",
            "https://cf.mora.jp/contents/package/0000/00000099/0000/123/456/packageMeta.json",
        ),
        expected={
            "gtin": "2000000090023",
            "date": "2024-11-22",
            "labels[0].name": "ランタン",
            "labels[0].catalog_number": None,
            "media[0].tracks[0].kind": "video",
            "copyright[0].kind": "c",
            "links[0].kinds": ("paid download",),
        },
    ),
    Case(  # part numbers with letters are catalog numbers
        "catalog_number",
        "mora:49000001/LAMP-D001_F",
        expected={
            "gtin": None,
            "labels[0].catalog_number": "LAMP-D001",
            "date": None,
            "artwork": None,
            "copyright": None,
            "artists[0].external_ids": None,
        },
    ),
    # eight digits are a code of the shop's, even if they look like a short GTIN
    Case("gtin_in_id", ASKED, expected={"gtin": "2000000090016", "labels[0].catalog_number": None}),
    Case("wrong_check_digit", "mora:49000001/LAMP-D002", messages=("check digit",), expected={"gtin": None}),
    Case("absent", "mora:49000001/2000000099999", state="absent"),
    Case("data_absent", ASKED, state="absent"),
    # a page of another form is never an empty release
    Case(
        "no_arguments",
        ASKED,
        code="PAYLOAD",
        message="no arguments of the package (meta[name=msApplication-Arguments])",
    ),
    Case("odd_arguments", ASKED, code="PAYLOAD", message="msApplication-Arguments in the page cannot be read as JSON"),
    Case("missing_argument", ASKED, code="PAYLOAD", message="mountPoint"),
    Case("robots", ASKED, code="ACCESS_DENIED", message="Access Denied"),
    Case("another_package", ASKED, code="MISMATCH", message="LAMP-D001"),
    Case("no_title", ASKED, code="PAYLOAD", message="$.title"),
)

CONTRACT = Contract(
    provider=mora,
    package=__package__,
    links=LINKS,
    foreign_links=(
        "https://mora.jp/package/label/2000000090016/",
        "https://mora.jp/package/49000001/",
        "https://mora.jp/special/summer/",
        "https://mora.jp.example.org/package/49000001/2000000090016/",
    ),
    wrong_ids=("2000000090016", "label/2000000090016", "49000001/", "49000001/a b"),
    cases=CASES,
)
