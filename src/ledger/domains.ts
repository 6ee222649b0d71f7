/**
 * What each hash and key is for, written before its input so that a value made for one purpose never counts for
 * another. Each ends in a zero byte and none begins with 0x00 or 0x01, which are RFC 6962's leaf and node.
 */
export const domains = {
	genesis: "audit-trail/1/genesis\0",
	salt: "audit-trail/1/salt\0",
	event: "audit-trail/1/event\0",
	tokens: "audit-trail/1/tokens\0",
	token: "audit-trail/1/token\0",
	body: "audit-trail/1/body\0",
	box: "audit-trail/1/box\0",
	boxKeys: "audit-trail/1/box-keys\0",
	person: "audit-trail/1/person\0",
	wrap: "audit-trail/1/wrap\0",
	request: "audit-trail/1/request\0",
	requestBody: "audit-trail/1/request-body\0",
	eventId: "audit-trail/1/event-id\0",
} as const;
