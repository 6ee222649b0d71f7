// Sends one event. AUDIT_TRAIL_URL and AUDIT_TRAIL_KEY say where and as whom.
import { AuditTrail } from "audit-trail";

const trail = new AuditTrail({ url: process.env.AUDIT_TRAIL_URL, key: process.env.AUDIT_TRAIL_KEY });
const { result } = await trail.send({
	occurredAt: new Date().toISOString(),
	action: "record.read",
	actor: { type: "user", id: "alice" },
	resource: { type: "patient-record", id: "4711" },
	subject: { type: "patient", id: "p-17" },
	outcome: "success",
});
await trail.close();
console.log(await result);
