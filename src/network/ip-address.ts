/** An address as its bytes: 4 of IPv4, 16 of IPv6; `undefined` where the text is no address. No zone, no port. */
export function parseAddress(text: string): Uint8Array | undefined {
	return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** A network in CIDR notation; a mere address is a network of one. */
export interface Network {
	address: Uint8Array;
	prefix: number;
}

export function parseNetwork(text: string): Network | undefined {
	const [, host = "", length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
	const address = parseAddress(host);
	if (!address) return undefined;
	const prefix = length === undefined ? address.length * 8 : Number(length);
	return prefix <= address.length * 8 ? { address, prefix } : undefined;
}

/** Whether the network holds the address; never across the two versions of IP. */
export function inNetwork(address: Uint8Array, { address: network, prefix }: Network): boolean {
	if (address.length !== network.length) return false;
	for (let bit = 0; bit < prefix; bit += 8) {
		const mask = prefix - bit >= 8 ? 0xff : (0xff << (8 - (prefix - bit))) & 0xff;
		if (((address[bit / 8] ?? 0) & mask) !== ((network[bit / 8] ?? 0) & mask)) return false;
	}
	return true;
}

function parseIpv4(text: string): Uint8Array | undefined {
	const parts = text.split(".");
	// No leading zeros: some programs read 010 as eight.
	if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
		return undefined;
	return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | undefined {
	const halves = text.split("::");
	if (halves.length > 2) return undefined;
	const [head, tail] = halves.map((half) => groups(half));
	if (!head || (halves.length === 2 && !tail)) return undefined;
	const missing = 8 - head.length - (tail?.length ?? 0);
	if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
	const words = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
	return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}

function groups(half: string): number[] | undefined {
	if (half === "") return [];
	const parts = half.split(":");
	const words: number[] = [];
	for (const [index, part] of parts.entries()) {
		if (/^[0-9a-fA-F]{1,4}$/.test(part)) words.push(Number.parseInt(part, 16));
		else {
			const last = index === parts.length - 1 ? parseIpv4(part) : undefined;
			if (!last) return undefined;
			words.push(((last[0] ?? 0) << 8) | (last[1] ?? 0), ((last[2] ?? 0) << 8) | (last[3] ?? 0));
		}
	}
	return words;
}
