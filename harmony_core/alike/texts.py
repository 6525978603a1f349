"""Names and titles in the forms in which they are compared: plain, in one script, without blanks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import attrs
from anyascii import anyascii

from harmony_core.domain.patterns import pattern


@lru_cache(maxsize=4096)
def plain_title(title: str) -> str:
    """Return a title in lower case, without accents on Latin and Greek letters and without punctuation.

    In other scripts a mark makes another letter (й, ガ) or a vowel (रानी): there it stays. A title that is nothing
    but punctuation ("!!!") is kept as it is: it would be like every other such.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    if folded.isascii():
        bare = _ASCII_PUNCTUATION.sub(" ", folded)
    else:
        stripped = _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", folded))
        bare = "".join(map(_kept, unicodedata.normalize("NFC", stripped)))
    return " ".join(bare.split()) or " ".join(folded.split())


_ACCENTED = pattern("([a-z\u00df-\u024f\u0370-\u03ff])[\u0300-\u036f]+")
_ASCII_PUNCTUATION = pattern("[\x00-\x20!-#%-*,-/:;?@\\[-\\]_{}^`\x7f]")


def _kept(sign: str) -> str:
    """Return a sign of a title, a blank for punctuation, nothing for what is invisible."""
    category = unicodedata.category(sign)
    if category == "Cf" or "\ufe00" <= sign <= "\ufe0f":
        return ""
    return " " if category[0] in "PZC" or category == "Sk" else sign


@attrs.frozen
class Name:
    """A name or title, prepared to be compared with many.

    `key` is its letters and digits in ASCII without blanks ("" for an empty one), `tokens` the words of it, `numbers`
    those among them that tell parts and movements apart, `parts` those that are said to ("Part 2"). `latin` is whether
    it was written in Latin letters: of a name in another script only the sound is known.
    """

    text: str
    key: str
    tokens: frozenset[str]
    numbers: frozenset[str]
    parts: frozenset[str]
    latin: bool


@lru_cache(maxsize=16384)
def name_of(text: str) -> Name:
    """Return a name's forms.

    >>> name_of("Don't Stop, Pt. II").key == name_of("Dont stop part 2").key
    True
    """
    plain, latin, spelt = _spoken(_ARTICLE_BEHIND.sub("", text) if "," in text else text)
    if len(spelt) > 1 and spelt[0] in _ARTICLES:
        spelt = spelt[1:]
    key = "".join(spelt)
    counted = _DIGIT.search(key) is not None
    return Name(
        text=plain,
        key=key if key.isalnum() else "".join(filter(str.isalnum, key)) or key,
        tokens=frozenset(spelt),
        numbers=frozenset(filter(str.isdigit, spelt)) if counted else NOTHING,
        parts=frozenset(word for before, word in pairwise(spelt) if word.isdigit() and before in _COUNTING)
        if counted
        else NOTHING,
        latin=latin,
    )


NOTHING: frozenset[str] = frozenset()
_DIGIT = pattern(r"\d")


def spelt_words(text: str) -> list[str]:
    """Return the words of a text as they are compared: in ASCII, numbers in digits.

    >>> spelt_words("Ágætis & Part II")
    ['agaetis', 'and', 'part', '2']
    """
    return _spoken(text)[2]


def _spoken(text: str) -> tuple[str, bool, list[str]]:
    """Return a text made plain, whether it was in Latin letters, and its words as they are spelt in keys."""
    if _SIGN.search(text) is None:  # as most are
        words = text.lower().split()
        return " ".join(words), True, [_spelt(words, place) for place in range(len(words))]
    counted = _MOVEMENT.sub(lambda sign: ROMAN[sign.group().lower()], text)
    spoken = _AND.sub(" and ", _LEET.sub(lambda sign: _LETTERS[sign.group()], counted))
    plain = plain_title(_APOSTROPHE.sub("", spoken))
    latin = plain.isascii() or is_latin(plain)
    words = (plain if plain.isascii() else plain_title(anyascii(plain))).split()
    return plain, latin, [_spelt(words, place) for place in range(len(words))]


_SIGN = pattern("[^A-Za-z0-9 ]")
_AND = pattern(r"\s*[&＆]\s*|\s\+\s|\s['’]?n['’]\s")
_APOSTROPHE = pattern(r"(?<=\w)\s?['’ʼ`´](?=\w)|(?<=\w)['’](?=\s|$)")
_MOVEMENT = pattern(r"(?:(?<=^)|(?<=[:,–-]\s))[IVX](?=\.\s)")
_LEET = pattern(r"(?<=[^\W\d_])!(?=[^\W\d_])|\$(?=[^\W\d_])|(?<=[^\W\d_])\$")
_LETTERS = {"!": "i", "$": "s"}
_ARTICLES = {"the"}
_ARTICLE_BEHIND = pattern(r"(?<=\w),\s+the$", re.IGNORECASE)
_SHORT = {
    "pt": "part", "pts": "parts", "vol": "volume", "no": "number", "nr": "number", "op": "opus", "mvt": "movement",
    "vs": "versus", "ver": "version", "orig": "original", "st": "saint", "mr": "mister", "dr": "doctor",
}  # fmt: skip
ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv".split(), 1
    )
}
_COUNTED = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8"}
_COUNTING = {"part", "parts", "volume", "chapter", "act", "book", "number"}
_SPELT = {*_SHORT, *ROMAN, *_COUNTED}
_BEFORE_NUMBERS = {"part", "pt", "parts", "volume", "vol", "chapter", "number", "no", "act", "book", "disc", "cd"}


def _spelt(words: list[str], place: int) -> str:
    """Return a word as it is spelt in keys: a Roman or spelt-out number in digits where one is meant."""
    word = words[place]
    if word not in _SPELT and not word.isdigit():
        return word
    if place == 1 and len(words) == 2 and words[0] in _ARTICLES:
        return word  # "The xx", "The One": as the word alone, and behind a comma
    after = place > 0 and words[place - 1] in _BEFORE_NUMBERS
    if word in ROMAN and place > 0 and (after or len(word) > 1 or place == len(words) - 1):
        return ROMAN[word]
    if after and word in _COUNTED:
        return _COUNTED[word]
    if word.isdigit():
        return word.lstrip("0") or "0"
    return _SHORT.get(word, word)


def is_latin(plain: str) -> bool:
    """Whether a plain title has letters that can be compared with those of most: it is not in another script."""
    letters = [sign for sign in plain if sign.isalpha()]
    return not letters or sum(sign < "\u0250" or "\u1e00" <= sign < "\u1f00" for sign in letters) * 2 >= len(letters)
