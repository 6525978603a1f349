"""Fingerprints: how they are asked for, and made.

A fingerprint is 2 to 4 thousand letters, digits, "-" and "_", made by Chromaprint of a file's first two minutes; with
it goes the length of the whole file in seconds.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from harmony_core import provider as hc

FORMS = {"seconds": "[1-9][0-9]{0,4}", "sound": "[0-9A-Za-z_-]{8,20000}={0,2}"}
"""What the parts of a fingerprint's id look like."""


def query(seconds: float, fingerprint: str) -> str:
    """Return what looks a fingerprint up: `acoustid:fingerprint/SECONDS/FINGERPRINT`.

    Raises `RequestError` where there is no such fingerprint.

    >>> query(295.4, "AQADtMmybfGO8NCN")
    'acoustid:fingerprint/295/AQADtMmybfGO8NCN'
    """
    if not re.fullmatch(FORMS["seconds"], str(int(seconds))) or not re.fullmatch(FORMS["sound"], fingerprint):
        raise hc.RequestError(
            f"no fingerprint of {seconds} seconds: {fingerprint[:20]!r}; give the length of the whole file in seconds "
            "and what fpcalc prints",
            provider="acoustid",
        )
    return f"acoustid:fingerprint/{int(seconds)}/{fingerprint}"


def parts(entity_id: str) -> tuple[int, str]:
    """Return the seconds and the fingerprint of an id."""
    seconds, _, fingerprint = entity_id.partition("/")
    return int(seconds), fingerprint


def query_of_file(path: Path, *, fpcalc: str = "fpcalc", timeout_seconds: float = 60.0) -> str:
    """Return what looks a sound file up. Chromaprint's program `fpcalc` (acoustid.org/chromaprint) listens to it.

    Raises `RequestError` where it is not installed, or cannot read the file.
    """
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the path is made absolute: it is no option
            [fpcalc, "-json", str(path.absolute())], capture_output=True, check=True, timeout=timeout_seconds
        )
        told = json.loads(done.stdout)
        return query(told["duration"], told["fingerprint"])
    except FileNotFoundError as error:
        raise hc.RequestError(f"{fpcalc} is needed for fingerprints: install Chromaprint's tools") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().removeprefix("ERROR: ")
        raise hc.RequestError(f"{path}: no fingerprint: {reason or 'fpcalc cannot read it'}") from error
    except (subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        raise hc.RequestError(f"{path}: no fingerprint: {error}") from error
