"""Refuse what would not make a provider, before anything is written."""

import keyword
import re
import sys

NAME, SITE, API = "{{ cookiecutter.name }}", "{{ cookiecutter.__site }}", "{{ cookiecutter.__api }}"

if not re.fullmatch("[a-z][a-z0-9_]*", NAME):
    sys.exit(f"a provider's name is of lower-case letters, digits and _, a letter first; not {NAME!r}")
if keyword.iskeyword(NAME):
    sys.exit(f"{NAME!r} is a word of Python, which no provider can be called; {NAME}_ would do")
for address in (SITE, API):
    if not re.fullmatch(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./-]*)?", address):
        sys.exit(f"an address begins with https:// and has no query; not {address!r}")
