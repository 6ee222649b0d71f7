/** One line of a syslog file that sshd wrote, before its time is placed in a year and zone. */
export interface SshdLine {
	/** As it stands in the line. */
	time: string;
	host: string;
	process: string;
	message: string;
	/** How often the message happened: more than once where syslog has drawn repetitions together. */
	times: number;
}

const bsd =
	/^([A-Z][a-z]{2} [ 0-9]\d \d{2}:\d{2}:\d{2}) (\S+) (?:[^\s:]*\/)?sshd(?:-session)?\[(\d+)\]: (.*)$/;
const iso =
	/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})) (\S+) (?:[^\s:]*\/)?sshd(?:-session)?\[(\d+)\]: (.*)$/;
const repeated = /^message repeated (\d{1,4}) times: \[ (.*)\]$/;

/** `undefined` for a line that is not sshd's. */
export function sshdLine(line: string): SshdLine | undefined {
	const [, time, host, process, text] = bsd.exec(line) ?? iso.exec(line) ?? [];
	if (time === undefined || host === undefined || process === undefined || text === undefined)
		return undefined;
	const [, times, message] = repeated.exec(text) ?? [];
	return message === undefined
		? { time, host, process, message: text, times: 1 }
		: { time, host, process, message, times: Number(times) };
}
