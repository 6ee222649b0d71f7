import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

/** What is known of one thing: a name and a value on each line. */
export function facts(terminal: Terminal, all: readonly (readonly [name: string, value: string])[]): void {
	const width = Math.max(...all.map(([name]) => name.length));
	for (const [name, value] of all) terminal.out(`${terminal.dim(name.padEnd(width))}  ${printable(value)}`);
}
