import { parseArgs } from "node:util";

/** What `npm start` was asked for. */
export interface StartOptions {
	/** Of the API; AWS's wire protocols are on the next one. 0 takes free ones. */
	port: number;
	/** State directory. */
	directory: string;
	/** Play the sample day. */
	sample: boolean;
	/** End when everything was shown to work, instead of serving. */
	once: boolean;
}

export const usage = `npm start -- [--port N] [--state DIR] [--no-sample] [--once]

  --port N      port of the API on 127.0.0.1 (4700); AWS's wire protocols are on the next port
  --state DIR   everything is kept here (.audit-trail)
  --no-sample   start empty
  --once        start, check, stop: exit 0 when all held`;

/** @throws Error that says what cannot be read */
export function readOptions(argv: readonly string[]): StartOptions {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			port: { type: "string", default: "4700" },
			state: { type: "string", default: ".audit-trail" },
			"no-sample": { type: "boolean", default: false },
			once: { type: "boolean", default: false },
		},
	});
	const port = Number(values.port);
	if (!/^\d+$/.test(values.port) || port > 65_534)
		throw new Error(`--port takes 0 to 65534, not ${values.port}`);
	return { port, directory: values.state, sample: !values["no-sample"], once: values.once };
}
