# Sends one event. AUDIT_TRAIL_URL and AUDIT_TRAIL_KEY say where and as whom.
# Run with the client on the path: PYTHONPATH=client/python python3 examples/send_event.py
from datetime import datetime, timezone

from audit_trail import AuditTrail

with AuditTrail() as trail:
    trail.send(
        {
            "occurredAt": datetime.now(timezone.utc).isoformat(),
            "action": "record.read",
            "actor": {"type": "user", "id": "alice"},
            "resource": {"type": "patient-record", "id": "4711"},
            "subject": {"type": "patient", "id": "p-17"},
            "outcome": "success",
        }
    )
