"""What the rules do to real answers, where there are some: they fire where they should, and no more than read."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import rules_report

from harmony_core.edges.config import load_config
from harmony_core.session import Session
from harmony_core.testing.recordings import VARIABLE

pytestmark = [
    pytest.mark.recordings,
    pytest.mark.skipif(not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no folder with recorded answers"),
]

RARE = {"label_from_copyright", "label_without_distributor", "labels_split", "no_label", "date_before_store"}
"""Rules for which none of many answers gives cause, or few: what sources print for labels and dates is mostly right."""


def test_rules_leave_what_is_right_alone(capsys: pytest.CaptureFixture[str]):
    """Running twice changes nothing more, and rules for rare noise fire on less than one answer in a hundred."""
    assert rules_report.main([]) == 0
    printed = capsys.readouterr().out
    policy = Session(config=load_config({"HARMONY_STORE": "memory:"})).policy()
    told = list(
        rules_report.entries(
            tuple(Session(config=load_config({"HARMONY_STORE": "memory:"})).providers), Path(os.environ[VARIABLE])
        )
    )
    fired = [
        (firing.rule, entry.file) for entry in told for firing in rules_report.fired_alone(entry, policy.rules, policy)
    ]
    assert len(told) > 100
    assert all(rule in printed for rule in RARE)
    for rule in RARE:
        assert len({file for name, file in fired if name == rule}) * 100 < len(told), rule


@pytest.mark.skipif(not os.environ.get("HARMONY_BENCHMARKS"), reason="HARMONY_BENCHMARKS names no folder of cases")
def test_rules_leave_the_titles_of_cases_alone_where_they_say_nothing():
    """Types are found where cases tell of them, and just these; rules on other things do not fire on titles."""
    folder = Path(os.environ["HARMONY_BENCHMARKS"])
    policy = Session(config=load_config({"HARMONY_STORE": "memory:"})).policy()
    right, known = rules_report.right_types(folder, policy)
    assert right == known > 20
    fired = {
        firing.rule
        for entry in rules_report.titles(folder)
        for firing in rules_report.fired_alone(entry, policy.rules, policy)
    }
    assert fired <= {"guests_from_title", "types_from_title", "script_of_titles"}
