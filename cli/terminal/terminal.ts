/** Where a command writes: results to `out`, everything said meanwhile to `note`. */
export interface Terminal {
	/** A line of the result. */
	out(line: string): void;
	/** A line for the person who waits; goes to standard error. */
	note(line: string): void;
	/** Replaces the last progress line; shown on a terminal only. */
	progress(line: string): void;
	/** Emphasis, where the terminal takes it. */
	bold(text: string): string;
	dim(text: string): string;
}

interface Stream {
	write(text: string): unknown;
	isTTY?: boolean;
}

export function terminal(
	stdout: Stream,
	stderr: Stream,
	environment: Readonly<Record<string, string | undefined>>,
): Terminal {
	const colour = stdout.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
	const style = (on: number, off: number) => (text: string) =>
		colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
	let progress = false;
	const clear = () => {
		if (progress) stderr.write("\r\u001b[K");
		progress = false;
	};
	return {
		out: (line) => {
			clear();
			stdout.write(`${line}\n`);
		},
		note: (line) => {
			clear();
			stderr.write(`${line}\n`);
		},
		progress: (line) => {
			if (stderr.isTTY !== true) return;
			clear();
			stderr.write(line);
			progress = true;
		},
		bold: style(1, 22),
		dim: style(2, 22),
	};
}
