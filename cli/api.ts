import { backOff, retryAfter } from "../client/node/back-off.ts";
import type { Problem } from "../client/node/result.ts";
import { Failure } from "./failure.ts";

/** The HTTP API with one key. Reads are repeated while the server asks for patience. */
export interface Api {
	url: string;
	key: string | undefined;
	get<Answer>(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<Answer>;
	/** The body as it came, with its media type. */
	getText(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<string>;
	send<Answer>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Answer>;
}

interface Ports {
	fetch: typeof fetch;
	timing: { now(): number; sleep(milliseconds: number): Promise<void>; random(): number };
}

const ATTEMPTS = 6;
const TIMEOUT = 60_000;

export function openApi(url: string, key: string | undefined, { fetch, timing }: Ports): Api {
	const base = url.replace(/\/+$/, "");
	const request = async (method: string, path: string, body?: unknown): Promise<string> => {
		for (let attempt = 0; ; attempt++) {
			const response = await fetch(base + path, {
				method,
				headers: {
					...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
					...(body === undefined ? {} : { "Content-Type": "application/json" }),
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
				signal: AbortSignal.timeout(TIMEOUT),
			}).catch((cause: unknown) => {
				throw new Failure(`the audit trail cannot be reached at ${base}`, {
					cause,
					mend: "Is it running? `npm start` runs one on this machine.",
				});
			});
			const text = await response.text();
			if (response.ok) return text;
			// What changes something is not repeated: it may have been done.
			const patient = method === "GET" && (response.status === 429 || response.status >= 503);
			if (!patient || attempt + 1 >= ATTEMPTS) throw refusal(response.status, text);
			const asked = retryAfter(response.headers.get("retry-after"), timing.now());
			await timing.sleep(backOff(attempt, timing.random(), asked));
		}
	};
	return {
		url: base,
		key,
		get: async (path, query) => parse(await request("GET", path + search(query))),
		getText: (path, query) => request("GET", path + search(query)),
		send: async (method, path, body) => {
			const text = await request(method, path, body);
			return parse(text === "" ? "null" : text);
		},
	};
}

function search(query: Readonly<Record<string, string | number | undefined>> = {}): string {
	const given = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
	return given.size === 0 ? "" : `?${given}`;
}

function refusal(status: number, text: string): Failure {
	let problem: Problem = {};
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === "object" && value !== null) problem = value;
	} catch {
		// A proxy's own page, perhaps; the status says enough.
	}
	const { title = `the audit trail answered ${status}`, detail, mend } = problem;
	return new Failure(
		detail === undefined ? title : `${title}: ${detail}`,
		mend === undefined ? {} : { mend },
	);
}

/** The answer's shape is the API's contract (`GET /v1/openapi.json`); here it is only read. */
function parse<Answer>(text: string): Answer {
	try {
		return JSON.parse(text) as Answer;
	} catch (cause) {
		throw new Failure("the audit trail gave an answer that is no JSON", {
			cause,
			mend: "Does the URL point to its API?",
		});
	}
}
