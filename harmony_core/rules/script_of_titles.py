"""The script in which a release's titles are written, counted out of their letters.

The language needs a model: a plugin brings one as a rule of its own (`harmony_rules`).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

import attrs

from harmony_core.domain.codes import Script
from harmony_core.domain.model import Entity, Release, TitleScript
from harmony_core.plugin.rules import Rule, Told, When
from harmony_core.rules.parts import RELEASES, titles_of

SCRIPTS = {
    "LATIN": "Latn", "CJK": "Hani", "KATAKANA": "Kana", "KATAKANA-HIRAGANA": "Kana", "HIRAGANA": "Hira",
    "HANGUL": "Hang", "CYRILLIC": "Cyrl", "GREEK": "Grek", "HEBREW": "Hebr", "ARABIC": "Arab", "THAI": "Thai",
    "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml", "TELUGU": "Telu", "GEORGIAN": "Geor",
    "ARMENIAN": "Armn", "ETHIOPIC": "Ethi", "KHMER": "Khmr", "LAO": "Laoo", "MYANMAR": "Mymr", "SINHALA": "Sinh",
    "GUJARATI": "Gujr", "GURMUKHI": "Guru", "KANNADA": "Knda", "MALAYALAM": "Mlym", "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong", "CHEROKEE": "Cher",
}  # fmt: skip
"""Scripts (ISO 15924) by the first word of their letters' names in Unicode."""

WEIGHTS = {"Hani": 4, "Hira": 3, "Kana": 3}
"""A sign of these says as much as several letters."""

TOGETHER = {"Jpan": frozenset(("Hani", "Hira", "Kana")), "Kore": frozenset(("Hang", "Hani"))}
"""Scripts that are written in several at once."""

ENOUGH = 0.7
"""The share of all letters from which on a script is that of the release."""


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> str:
    return SCRIPTS.get(unicodedata.name(letter, "").split(" ", 1)[0], "")


def script_of(titles: Iterable[str]) -> TitleScript | None:
    """Return the script that most of some titles' letters are of, None where none is by far the most.

    >>> script_of(["Tokyo", "東京の夜"])
    TitleScript(code='Jpan', share=0.75)
    """
    counts: Counter[str] = Counter()
    for letter in filter(str.isalpha, unicodedata.normalize("NFKC", "".join(titles))):
        code = _script_of_letter(letter)
        counts[code] += WEIGHTS.get(code, 1)
    whole = counts.total()
    del counts[""]  # of letters that are in no known script only the share is known
    for code, parts in TOGETHER.items():
        if len(found := parts & set(counts)) > 1 and ("Hang" in found) == (code == "Kore"):
            counts[code] = sum(counts[part] for part in found)
    if not counts:
        return None
    code, weight = max(counts.items(), key=lambda counted: (counted[1], counted[0] in TOGETHER))
    share = round(weight / whole, 4)
    return TitleScript(code=Script.parse(code), share=share) if share > ENOUGH else None


def script_of_titles(entity: Entity, told: Told) -> Entity:
    """Say the script of a release's titles where no source does."""
    if not isinstance(entity, Release) or entity.script is not None:
        return entity
    script = script_of(titles_of(entity))
    return entity if script is None else attrs.evolve(entity, script=script)


SCRIPT_OF_TITLES = Rule(
    name="script_of_titles",
    does="The script is counted out of the letters of all titles, where no source says it and one has more than 70%.",
    kinds=RELEASES,
    when=When.MERGED,
    reads=("title",),
    apply=script_of_titles,
)
