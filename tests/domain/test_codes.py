"""Codes of countries, languages and scripts."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.codes import Country, Language, Script
from harmony_core.domain.errors import BadValueError

AnyCode = Country | Language | Script


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (Country, "gb", "GB"),
        (Country, " de ", "DE"),
        (Country, "XW", "XW"),
        (Country, "XE", "XE"),
        (Country, "SU", "SU"),
        (Language, "ENG", "eng"),
        (Language, "zxx", "zxx"),
        (Script, "latn", "Latn"),
        (Script, "JPAN", "Jpan"),
    ],
)
def test_codes_are_read_in_any_case(kind: type[AnyCode], text: str, code: str):
    """A code is read in any case and kept in its usual one; it is a text like any other."""
    found = kind.parse(text)
    assert type(found) is kind
    assert found == code


@pytest.mark.parametrize(
    ("kind", "text", "field"),
    [
        (Country, "", "country"),
        (Country, "GBR", "country"),
        (Country, "QQ", "country"),
        (Country, "ß", "country"),
        (Language, "en", "language"),
        (Language, "english", "language"),
        (Language, "\u212a\u212a\u212a", "language"),
        (Script, "Latin", "script"),
        (Script, "L4tn", "script"),
    ],
)
def test_what_is_no_code_is_refused(kind: type[AnyCode], text: str, field: str):
    """A text of another form is refused, and the error names the field."""
    with pytest.raises(BadValueError) as caught:
        kind.parse(text)
    assert caught.value.field == field


def test_the_united_kingdom_is_gb():
    """The code that people write for the United Kingdom gets a hint."""
    with pytest.raises(BadValueError, match="the United Kingdom is GB"):
        Country.parse("uk")


@given(st.sampled_from([Country, Language, Script]), st.text(max_size=6))
def test_any_text_is_a_code_or_a_bad_value(kind: type[AnyCode], text: str):
    """No text raises anything but `BadValueError`; a code reads back and is plain ASCII."""
    with suppress(BadValueError):
        code = kind.parse(text)
        assert kind.parse(str(code)) == code
        assert code.isascii()
