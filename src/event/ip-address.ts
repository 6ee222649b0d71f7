const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * An address in the one form under which it is searched: IPv4 as it is, IPv6 in lower case without leading zeros and
 * with its longest run of zeros as `::` (RFC 5952), IPv4 inside IPv6 (`::ffff:a.b.c.d`) as IPv4.
 * `undefined` where it is no address; a zone (`%eth0`) or a prefix length is none.
 */
export function ipAddress(text: string): string | undefined {
	if (IPV4.test(text)) return text;
	if (!/^[0-9A-Fa-f:.]{2,45}$/.test(text) || !text.includes(":")) return undefined;
	const groups = ipv6Groups(text);
	if (!groups) return undefined;
	if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
		const [high = 0, low = 0] = groups.slice(6);
		return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
	}
	return ipv6Text(groups);
}

function ipv6Groups(text: string): number[] | undefined {
	const halves = text.split("::");
	if (halves.length > 2) return undefined;
	const [left, right] = halves.map((half) => (half === "" ? [] : half.split(":")));
	const head = left && numbers(left, right === undefined);
	const tail = right === undefined ? [] : numbers(right, true);
	if (!head || !tail) return undefined;
	const missing = 8 - head.length - tail.length;
	if (right === undefined ? missing !== 0 : missing < 1) return undefined;
	return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** Groups of one half; the last one of the address may be an IPv4 address in dots. */
function numbers(groups: string[], last: boolean): number[] | undefined {
	const values: number[] = [];
	for (const [i, group] of groups.entries()) {
		if (last && i === groups.length - 1 && IPV4.test(group)) {
			const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
			values.push(a * 256 + b, c * 256 + d);
		} else if (/^[0-9A-Fa-f]{1,4}$/.test(group)) values.push(Number.parseInt(group, 16));
		else return undefined;
	}
	return values;
}

function ipv6Text(groups: number[]): string {
	let best = { at: -1, length: 1 };
	for (let at = 0; at < 8; at++) {
		let length = 0;
		while (at + length < 8 && groups[at + length] === 0) length++;
		if (length > best.length) best = { at, length };
	}
	const hex = (part: number[]) => part.map((group) => group.toString(16)).join(":");
	if (best.at < 0) return hex(groups);
	return `${hex(groups.slice(0, best.at))}::${hex(groups.slice(best.at + best.length))}`;
}
