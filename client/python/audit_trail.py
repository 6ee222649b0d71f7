"""Sends audit events to an audit trail. Python 3.9 or newer, standard library only.

    from audit_trail import AuditTrail

    with AuditTrail(url="https://…", key="at_…") as trail:
        trail.send({
            "occurredAt": "2026-11-23T08:15:00Z",
            "action": "record.read",
            "actor": {"type": "user", "id": "ada"},
            "resource": {"type": "record", "id": "4711"},
            "outcome": "success",
        })

Events are gathered and sent together. A request is repeated with the same bytes under the same Idempotency-Key
until the server has answered, so a reply that was lost after the commit stores nothing twice. Nothing is dropped
in silence: what was rejected or failed goes to `on_error`, or raises from `flush` and `close` where there is none.
"""

import email.utils
import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
import uuid

__all__ = ["AuditTrail", "AuditTrailError"]

# Refusals of a whole body that one event may have caused; halves are tried to find it.
_BODY_REFUSALS = {
    "batch-too-large",
    "body-ambiguous",
    "body-unreadable",
    "request-invalid",
    "retention-mixed",
}
_FIRST_WAIT = 0.2
_LONGEST_WAIT = 20.0


class AuditTrailError(Exception):
    """Events were rejected or could not be sent. `results` says what became of each."""

    def __init__(self, message, results):
        super().__init__(message)
        self.results = results


class AuditTrail:
    """Gathers events and sends them in the order of `send`. Safe to be shared by threads.

    url, key     the API's prefix of /v1 and a producer's key (default: AUDIT_TRAIL_URL, AUDIT_TRAIL_KEY)
    buffer_size  events that are sent together, 1 to 500 (default: AUDIT_BUFFER_SIZE, else 100)
    on_error     called with (result, event) for each event that was rejected or failed
    attempts     attempts for one request; ten take about a minute and a half
    timeout      longest time for one attempt, in seconds
    """

    def __init__(
        self,
        url=None,
        key=None,
        buffer_size=None,
        on_error=None,
        attempts=10,
        timeout=30,
        sleep=time.sleep,
        chance=random.random,
        opener=urllib.request.urlopen,
    ):
        self._url = (url or os.environ.get("AUDIT_TRAIL_URL", "")).rstrip("/")
        self._key = key or os.environ.get("AUDIT_TRAIL_KEY", "")
        if not self._url or not self._key:
            raise ValueError("url and key, or AUDIT_TRAIL_URL and AUDIT_TRAIL_KEY, are needed")
        self._size = int(buffer_size or os.environ.get("AUDIT_BUFFER_SIZE") or 100)
        if not 1 <= self._size <= 500:
            raise ValueError("buffer_size (AUDIT_BUFFER_SIZE) must be from 1 to 500")
        self._on_error = on_error
        self._attempts = attempts
        self._timeout = timeout
        self._sleep = sleep
        self._chance = chance
        self._opener = opener
        self._buffer = []
        self._lost = []
        self._lock = threading.RLock()

    def send(self, event):
        """Takes an event; sends when the buffer is full. The event is copied."""
        text = json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        with self._lock:
            self._buffer.append((text, event.get("retentionClass")))
            if len(self._buffer) >= self._size:
                self._send_buffer()

    def flush(self):
        """Sends what is in the buffer. Raises AuditTrailError where events were lost and there is no on_error."""
        with self._lock:
            self._send_buffer()
            lost, self._lost = self._lost, []
        if lost:
            raise AuditTrailError(f"{len(lost)} events were not stored", lost)

    def close(self):
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _send_buffer(self):
        while self._buffer:
            retention = self._buffer[0][1]
            batch = []
            # One retention class in a request, as the server asks.
            while self._buffer and len(batch) < self._size and self._buffer[0][1] == retention:
                batch.append(self._buffer.pop(0)[0])
            results = self._send_batch(batch, str(uuid.uuid4()))
            for text, result in zip(batch, results):
                if result["status"] in ("accepted", "duplicate"):
                    continue
                if self._on_error:
                    self._on_error(result, json.loads(text))
                else:
                    self._lost.append(result)

    def _send_batch(self, texts, key):
        """One result for each event, in order. Halves of a refused batch get keys that follow from its own."""
        status, answer = self._post("[" + ",".join(texts) + "]", key)
        if status is None:
            return [{"status": "failed", "error": answer} for _ in texts]
        if status == 200:
            results = answer.get("results")
            if isinstance(results, list) and len(results) == len(texts):
                return results
            return [{"status": "failed", "error": "an answer that does not fit"} for _ in texts]
        if len(texts) > 1 and (status == 413 or answer.get("code") in _BODY_REFUSALS):
            middle = (len(texts) + 1) // 2
            first = self._send_batch(texts[:middle], key + ".0")
            return first + self._send_batch(texts[middle:], key + ".1")
        if status in (400, 413, 422):
            return [{"status": "rejected", "problem": answer} for _ in texts]
        reason = f"the audit trail refused the request: {status} {answer.get('title', '')}".strip()
        return [{"status": "failed", "error": reason} for _ in texts]

    def _post(self, body, key):
        """Status and answer, or None and the reason after the last attempt."""
        request = urllib.request.Request(
            self._url + "/v1/events",
            data=body.encode(),
            method="POST",
            headers={
                "Authorization": "Bearer " + self._key,
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            },
        )
        reason = "nothing was attempted"
        for attempt in range(self._attempts):
            asked = 0.0
            try:
                with self._opener(request, timeout=self._timeout) as response:
                    return response.status, _parse(response.read())
            except urllib.error.HTTPError as error:
                with error:
                    answer = _parse(error.read())
                if error.code != 408 and error.code != 429 and error.code < 500:
                    return error.code, answer
                asked = _retry_after(error.headers.get("Retry-After"))
                reason = f"the audit trail answered {error.code}"
            except (OSError, EOFError) as error:
                reason = f"the audit trail could not be reached: {type(error).__name__}"
            except Exception as error:  # http.client raises its own kinds for a broken reply
                reason = f"the reply broke off: {type(error).__name__}"
            if attempt + 1 < self._attempts:
                bound = min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt)
                self._sleep(max(asked, self._chance() * bound))
        return None, reason


def _parse(data):
    try:
        answer = json.loads(data)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _retry_after(header):
    """Seconds: the header holds a number or a date (RFC 9110, section 10.2.3)."""
    if not header:
        return 0.0
    if header.isdigit():
        return float(header)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return 0.0
