const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** `rep_` and 26 characters: 10 of time, so that ids sort by it, and 16 random ones (80 bits). */
export function reportId(at: number, random: (length: number) => Uint8Array): string {
	let time = "";
	for (let rest = at; time.length < 10; rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time;
	return `rep_${time}${Array.from(random(16), (byte) => alphabet[byte % 32]).join("")}`;
}
