/**
 * Whether a JSON number keeps its value as a double: it and the shortest text of its double must name the same
 * decimal. `1.10` and `1e3` are kept, `0.1000000000000000055` and `1e999` are not; `-0` would lose its sign.
 * What is no number at all is left to the parser.
 */
export function isExactNumber(token: string): boolean {
	const value = Number(token);
	if (Number.isNaN(value)) return true;
	if (!Number.isFinite(value) || Object.is(value, -0)) return false;
	return decimal(token) === decimal(String(value));
}

/** Sign, significant digits and power of ten: one text for each decimal number. */
function decimal(token: string): string {
	const match = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(token);
	if (!match) return token;
	const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
	const digits = (whole + fraction).replace(/^0+/, "");
	const trailing = zerosAtEnd(digits);
	if (digits === "") return "0";
	return `${sign}${digits.slice(0, digits.length - trailing)}e${Number(exponent) - fraction.length + trailing}`;
}

/** By a loop: a pattern anchored only at the end would try every start, which is quadratic. */
function zerosAtEnd(digits: string): number {
	let end = digits.length;
	while (end > 0 && digits[end - 1] === "0") end--;
	return digits.length - end;
}
