import type { Members } from "../members.ts";
import type { Caller, LocalContext } from "../service.ts";
import type { Xml } from "../xml/write-xml.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Topics } from "./topics.ts";

/** What an operation works with. */
export interface Desk {
	context: LocalContext;
	topics: Topics;
	deliveries: Deliveries;
}

/** One operation of the SNS API: reads its members (what it does not read is refused) and gives the result element. */
export type Operation = (desk: Desk, input: Members, caller: Caller) => Promise<Xml>;
