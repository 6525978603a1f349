"""The core's cleaning rules, each in a file of its own, in the order in which they run."""

from __future__ import annotations

from harmony_core.plugin.rules import Rule
from harmony_core.rules.copyright_lines import COPYRIGHT_LINES
from harmony_core.rules.date_before_store import DATE_BEFORE_STORE
from harmony_core.rules.gaps_filled import GAPS_FILLED
from harmony_core.rules.guests_from_title import GUESTS_FROM_TITLE
from harmony_core.rules.guests_into_title import GUESTS_INTO_TITLE
from harmony_core.rules.label_from_copyright import LABEL_FROM_COPYRIGHT
from harmony_core.rules.label_without_distributor import LABEL_WITHOUT_DISTRIBUTOR
from harmony_core.rules.labels_split import LABELS_SPLIT
from harmony_core.rules.no_label import NO_LABEL
from harmony_core.rules.not_excluded_where_sold import NOT_EXCLUDED_WHERE_SOLD
from harmony_core.rules.placeholder_artwork import PLACEHOLDER_ARTWORK
from harmony_core.rules.script_of_titles import SCRIPT_OF_TITLES
from harmony_core.rules.title_without_guests import TITLE_WITHOUT_GUESTS
from harmony_core.rules.types_from_title import TYPES_FROM_TITLE
from harmony_core.rules.various_artists import VARIOUS_ARTISTS
from harmony_core.rules.versions_in_brackets import VERSIONS_IN_BRACKETS

RULES: tuple[Rule, ...] = (
    GAPS_FILLED,
    VARIOUS_ARTISTS,
    GUESTS_FROM_TITLE,
    TITLE_WITHOUT_GUESTS,
    GUESTS_INTO_TITLE,
    VERSIONS_IN_BRACKETS,
    LABEL_FROM_COPYRIGHT,
    LABEL_WITHOUT_DISTRIBUTOR,
    LABELS_SPLIT,
    NO_LABEL,
    COPYRIGHT_LINES,
    DATE_BEFORE_STORE,
    PLACEHOLDER_ARTWORK,
    TYPES_FROM_TITLE,
    SCRIPT_OF_TITLES,
    NOT_EXCLUDED_WHERE_SOLD,
)
"""Every rule of the core; what a rule reads, those before it have mended."""
