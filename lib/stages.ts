/** The stages of the data's way. A stage's word names its function, its construct and its end-to-end test. */
export const stages = [
	"authorize",
	"ingest",
	"query",
	"manage",
	"health",
	"enroll",
	"detect",
	"index",
	"notify",
	"verify",
	"assess",
] as const;

export type Stage = (typeof stages)[number];
