"""GTINs: what is one, how two are compared, and what a wrong one says."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony_core.domain.errors import BadValueError
from harmony_core.domain.gtin import LENGTHS, Gtin, check_digit

bodies = (
    st.sampled_from([length - 1 for length in LENGTHS])
    .flatmap(lambda length: st.text("0123456789", min_size=length, max_size=length))
    .filter(lambda body: body.strip("0"))
)
valid_texts = bodies.map(lambda body: body + check_digit(body))


@pytest.mark.parametrize(
    ("text", "is_one"), [("731453463127", True), ("0 731453-463127", True), ("731453463128", False), ("", False)]
)
def test_whether_a_text_is_one(text: str, is_one: bool):
    """As `parse` reads it, without an error."""
    assert Gtin.is_one(text) == is_one


@pytest.mark.parametrize("text", ["95135725845679", "5099902895529", "731453463127", "093624738626", "96385074"])
def test_valid_numbers_are_taken(text: str):
    """A number of 8, 12, 13 or 14 digits with the right check digit is a GTIN, printed as it was given."""
    assert str(Gtin.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("95135725845671", "its check digit is 1 and should be 9"),
        ("93624738626", "it has 11 digits, not 8, 12, 13 or 14"),
        ("A0123456789B", "it has other signs than digits"),
        ("5099902895529.0", "it has other signs than digits"),
        ("509990289552", "its check digit is 2 and should be 1"),
        ("", "the text is empty"),
        (" - ", "the text is empty"),
        ("0000000000000", "it is all zeros"),
        ("00000000", "it is all zeros"),
        ("123", "it has 3 digits"),
        ("095135725845679", "it has 15 digits"),
        ("٥٠٩٩٩٠٢٨٩٥٥٢٩", "it has other signs than digits"),
        ("５０９９９０２８９５５２９", "it has other signs than digits"),
        ("¹²³⁴⁵⁶⁷⁰", "it has other signs than digits"),
    ],
)
def test_what_is_no_gtin_says_why(text: str, reason: str):
    """A text that is no GTIN is refused with the reason, and names the field."""
    with pytest.raises(BadValueError) as caught:
        Gtin.parse(text)
    assert reason in caught.value.message
    assert caught.value.field == "gtin"


@pytest.mark.parametrize(("text", "whole"), [("93624738626", "093624738626"), ("1234565", "01234565")])
def test_lost_zeros_are_hinted_at(text: str, whole: str):
    """A number that is valid once its leading zeros are back is refused with that number as a hint."""
    with pytest.raises(BadValueError, match="were leading zeros lost") as caught:
        Gtin.parse(text)
    assert whole in caught.value.message


def test_no_hint_where_zeros_would_not_help():
    """Where no zero-padding has the right check digit, nothing is hinted at."""
    with pytest.raises(BadValueError) as caught:
        Gtin.parse("93624738627")
    assert "zeros" not in caught.value.message


@pytest.mark.parametrize("text", [" 5099902895529\n", "5-099902-895529", "5 099902 895529", "509-990 2895-529"])
def test_blanks_and_hyphens_are_dropped(text: str):
    """Blanks and hyphens, as printed below a barcode, do not count."""
    assert str(Gtin.parse(text)) == "5099902895529"


def test_leading_zeros_do_not_tell_two_apart():
    """The same number with and without leading zeros is equal, hashes equally and keeps its own print."""
    short, long = Gtin.parse("731453463127"), Gtin.parse("00731453463127")
    assert short == long
    assert len({short, long, Gtin.parse("0731453463127")}) == 1
    assert (str(short), str(long), short.as_14) == ("731453463127", "00731453463127", "00731453463127")


def test_other_values_are_never_equal():
    """A GTIN is no text and no other number."""
    assert Gtin.parse("731453463127") != "731453463127"
    assert Gtin.parse("731453463127") != Gtin.parse("093624738626")


def test_padding_fills_up_to_a_width():
    """`padded` gives the width that a source wants, and never cuts a digit off."""
    gtin = Gtin.parse("0093624738626")
    assert [gtin.padded(width) for width in (8, 12, 13, 14)] == [
        "93624738626",
        "093624738626",
        "0093624738626",
        "00093624738626",
    ]


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("093624738626", ("093624738626", "00093624738626", "0093624738626")),
        ("5099902895529", ("5099902895529", "05099902895529")),
        ("95135725845679", ("95135725845679",)),
        ("96385074", ("96385074", "00000096385074", "0000096385074", "000096385074")),
        ("000096385074", ("000096385074", "00000096385074", "0000096385074", "96385074")),
    ],
)
def test_variants_are_every_zero_padding(text: str, variants: tuple[str, ...]):
    """The variants are the form as given, then every other length that holds the number, the longest first."""
    assert Gtin.parse(text).variants() == variants


@given(valid_texts)
def test_a_printed_gtin_reads_back(text: str):
    """What is printed is read back as the same value with the same print."""
    gtin = Gtin.parse(text)
    assert Gtin.parse(str(gtin)) == gtin
    assert str(Gtin.parse(str(gtin))) == text


@given(valid_texts)
def test_all_variants_are_the_same_gtin(text: str):
    """Every variant is valid, equal to the number, and there once."""
    gtin = Gtin.parse(text)
    variants = gtin.variants()
    assert {Gtin.parse(variant) for variant in variants} == {gtin}
    assert len(set(variants)) == len(variants)
    assert all(len(variant) in LENGTHS for variant in variants)


@given(valid_texts, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(text: str, place: int, by: int):
    """The check digit catches every single wrong digit."""
    place %= len(text)
    wrong = text[:place] + str((int(text[place]) + by) % 10) + text[place + 1 :]
    with pytest.raises(BadValueError):
        Gtin.parse(wrong)


@given(st.text() | st.text("0123456789 -", max_size=20))
def test_any_text_is_a_gtin_or_a_bad_value(text: str):
    """No text raises anything but `BadValueError`."""
    with suppress(BadValueError):
        assert Gtin.parse(text).as_14.isdigit()
