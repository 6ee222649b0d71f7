/**
 * Text of an event, fit to be shown: controls of the terminal (C0, C1) and of writing direction are replaced, so
 * that what an attacker put into a user name moves no cursor and turns no line around.
 */
export const printable = (text: string): string =>
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
	text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/g, "�");
