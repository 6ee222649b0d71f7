"""Drives the Python client against the API that the test serves; prints what it did as JSON."""

import json
import sys

sys.path.insert(0, sys.argv[1])
from audit_trail import AuditTrail, AuditTrailError  # noqa: E402

slept = []
failures = []


def event(action):
    return {
        "occurredAt": "2026-01-01T00:00:00Z",
        "action": action,
        "actor": {"type": "service", "id": "té"},
        "resource": {"type": "thing", "id": "1"},
        "outcome": "success",
    }


def client(**more):
    return AuditTrail(url=sys.argv[2], key="at_x", sleep=slept.append, chance=lambda: 0.5, **more)


with client(buffer_size=4, on_error=lambda result, sent: failures.append(sent["action"])) as trail:
    for number in range(10):
        trail.send(event("bad" if number == 6 else f"a{number}"))

raised = None
try:
    with client(attempts=2) as trail:
        trail.send(event("down"))
except AuditTrailError as error:
    raised = error.results[0]["status"]

print(json.dumps({"slept": slept, "failures": failures, "raised": raised}))
