/** What a credential may be allowed to do; `docs/architecture.md` says which route asks for which. */
export const permissions = [
	"events:write",
	"events:read",
	"ledger:progress",
	"ledger:verify",
	"incidents:read",
	"incidents:values",
	"incidents:write",
	"reports:read",
	"reports:request",
	"keys:administer",
	"settings:read",
	"settings:write",
] as const;
export type Permission = (typeof permissions)[number];

/**
 * The one table of access. No role edits events: there is no such permission.
 * No role both administers keys and reads data, so whoever can make a key for anybody sees nothing by himself.
 */
export const roles = {
	/** A program that sends events, and can wait until they are processed. */
	producer: ["events:write", "ledger:progress"],
	/** Investigates: reads events, works on incidents. */
	analyst: [
		"events:read",
		"ledger:progress",
		"incidents:read",
		"incidents:values",
		"incidents:write",
		"reports:read",
	],
	/** Checks: reads everything, changes nothing, orders reports. */
	auditor: [
		"events:read",
		"ledger:progress",
		"ledger:verify",
		"incidents:read",
		"incidents:values",
		"reports:read",
		"reports:request",
		"settings:read",
	],
	/** Answers for people's data. */
	"privacy-officer": ["events:read", "incidents:read", "incidents:values", "reports:read", "reports:request"],
	/** Keeps the installation running: positions, cases and channels, but no values of events. */
	operator: ["ledger:progress", "ledger:verify", "incidents:read", "settings:read", "settings:write"],
	/** Hands out and revokes keys, and nothing else. */
	administrator: ["keys:administer"],
} as const satisfies Record<string, readonly Permission[]>;
export type Role = keyof typeof roles;

export const isRole = (text: string): text is Role => Object.hasOwn(roles, text);

export const may = (role: Role, permission: Permission): boolean =>
	(roles[role] as readonly Permission[]).includes(permission);
