import type { Members } from "../members.ts";
import type { AwsRequest, LocalContext } from "../service.ts";
import type { Schedules } from "./schedules.ts";

/** What an operation works with. */
export interface Desk {
	context: LocalContext;
	schedules: Schedules;
}

/** A parsed call: the name in its path, its query and its body. */
export interface Call {
	request: AwsRequest;
	name: string;
	query: Members;
	body: Members;
}

export type Operation = (desk: Desk, call: Call) => Promise<Record<string, unknown>>;
