"""ISRC, ISWC and MBID."""

import uuid
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.errors import BadValueError
from harmony_core.domain.identifiers import Isrc, Iswc, Mbid


def iswc_of(digits: str) -> str:
    """Return nine digits with their check digit (ISO 15707)."""
    check = -(1 + sum(place * int(digit) for place, digit in enumerate(digits, 1))) % 10
    return f"T{digits}{check}"


isrcs = st.from_regex(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", fullmatch=True)
iswcs = st.text("0123456789", min_size=9, max_size=9).map(iswc_of)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GB-AYE-69-00531", "GBAYE6900531"),
        (" ushm81871741 ", "USHM81871741"),
        ("GB AYE 69 00531", "GBAYE6900531"),
        ("qzes81982109", "QZES81982109"),
    ],
)
def test_isrcs_are_read_in_any_print(text: str, code: str):
    """An ISRC is read with or without hyphens and blanks, in any case, and kept as 12 signs."""
    assert str(Isrc.parse(text)) == code


@pytest.mark.parametrize(
    "text", ["", "GBAYE690053", "GBAYE69005311", "1BAYE6900531", "GBAYE69O0531", "GBÄYE6900531", "ßAYE6900531"]
)
def test_what_is_no_isrc_is_refused(text: str):
    """A text of another form is refused, with the form that it needs and the field."""
    with pytest.raises(BadValueError, match="is not an ISRC") as caught:
        Isrc.parse(text)
    assert caught.value.field == "isrc"


@pytest.mark.parametrize("text", ["T-034.524.680-1", "T0345246801", "t 034 524 680 1", "T-034524680-1"])
def test_iswcs_are_printed_in_one_form(text: str):
    """An ISWC is read with or without its signs, and printed with them."""
    assert str(Iswc.parse(text)) == "T-034.524.680-1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("T-034.524.680-2", "its check digit is 2 and should be 1"),
        ("034.524.680-1", "it needs a T and 10 digits"),
        ("T-034.524.68-1", "it needs a T and 10 digits"),
        ("", "it needs a T and 10 digits"),
    ],
)
def test_what_is_no_iswc_says_why(text: str, reason: str):
    """A text that is no ISWC is refused with the reason."""
    with pytest.raises(BadValueError, match=reason) as caught:
        Iswc.parse(text)
    assert caught.value.field == "iswc"


@pytest.mark.parametrize(
    "text",
    [
        "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d",
        "B10BBBFC-CF9E-42E0-BE17-E2C3E1D2600D",
        " b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d\t",
    ],
)
def test_mbids_are_kept_in_lower_case(text: str):
    """An MBID is read in any case and kept in lower case."""
    assert str(Mbid.parse(text)) == "b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d"


@pytest.mark.parametrize("version", [1, 3, 4, 5, 7, 8])
def test_mbids_may_be_uuids_of_any_version(version: int):
    """MusicBrainz made identifiers of version 3 and 4; no version is refused."""
    text = f"f205627f-b70a-{version}409-adbe-66289b614e80"
    assert str(Mbid.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "b10bbbfccf9e42e0be17e2c3e1d2600d", "{b10bbbfc-cf9e-42e0-be17-e2c3e1d2600d}", "b10bbbfc-cf9e-42e0-be17-xyz"],
)
def test_what_is_no_mbid_is_refused(text: str):
    """A text of another form is refused."""
    with pytest.raises(BadValueError, match="is not an MBID") as caught:
        Mbid.parse(text)
    assert caught.value.field == "mbid"


@given(isrcs)
def test_a_printed_isrc_reads_back(text: str):
    """What is printed is read back as the same value."""
    isrc = Isrc.parse(text)
    assert str(isrc) == text
    assert Isrc.parse(str(isrc)) == isrc == Isrc.parse(text.lower())


@given(iswcs)
def test_a_printed_iswc_reads_back(text: str):
    """What is printed is read back as the same value."""
    iswc = Iswc.parse(text)
    assert Iswc.parse(str(iswc)) == iswc


@given(st.uuids())
def test_a_printed_mbid_reads_back(value: uuid.UUID):
    """Every UUID is read back as the same value."""
    mbid = Mbid.parse(str(value).upper())
    assert Mbid.parse(str(mbid)) == mbid
    assert str(mbid) == str(value)


@given(st.sampled_from([Isrc, Iswc, Mbid]), st.text() | isrcs | iswcs)
def test_any_text_is_a_value_or_a_bad_value(kind: type[Isrc | Iswc | Mbid], text: str):
    """No text raises anything but `BadValueError`, and what is taken is plain ASCII."""
    with suppress(BadValueError):
        assert str(kind.parse(text)).isascii()
