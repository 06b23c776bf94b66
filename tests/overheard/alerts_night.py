"""Sends the alerts of the workspace in the folder named, as the end of `overheard run` does; for tests that kill it.

usage: python -m tests.overheard.alerts_night FOLDER [MODULE.FUNCTION NTH before|after]
"""

from __future__ import annotations

import sys
from pathlib import Path

from data.workspace import load_workspace
from overheard.alerts.sending import send_alerts
from tests.overheard.kill_at import arm

if __name__ == "__main__":
    if len(sys.argv) > 2:
        arm(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    for problem in send_alerts(load_workspace(Path(sys.argv[1]))):
        print(problem)  # noqa: T201  # the test reads it
