"""Where Tidal's service runs."""

from __future__ import annotations

from harmony_core import provider as hc

# The countries of Tidal's support page on where it is to be had.
REGIONS = hc.countries(
    """
    AD AE AL AR AT AU BA BE BG BR CA CH CL CO CY CZ DE DK DM EE ES FI FR GB GR HK HR HU IL IR IS IT JM LI LT LU LV
    MC ME MK MT MX MY NG NL NO NZ PE PL PR PT RO RS SE SG SI SK TH UG US ZA
    """
)

HOME = hc.Country.parse("US")
"""The country in which is searched where none that Tidal serves is asked for."""
