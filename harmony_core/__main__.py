"""`python -m harmony_core` is `harmony`."""

from harmony_core.cli import main

main()
