import { inNetwork, type Network, parseAddress, parseNetwork } from "./ip-address.ts";

/** Networks that are not the internet, from IANA's special-purpose registries (RFC 6890 and its successors). */
const special = [
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/3",
].map(network);

/** Of IPv6 only the global unicast range is the internet, without what in it leads elsewhere. */
const globalUnicast = network("2000::/3");
const specialUnicast = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"].map(network);

/** Where clouds answer questions about a machine and its credentials. */
const metadata = ["169.254.0.0/16", "fe80::/10", "fd00:ec2::/32"].map(network);
const mapped = network("::ffff:0:0/96");

/** `public`: on the internet. `private`: this machine or its networks. `forbidden`: never to be sent to. */
export function addressKind(text: string): "public" | "private" | "forbidden" {
	const address = parseAddress(text);
	if (!address) return "forbidden";
	// An IPv4 address in IPv6 clothes is judged as what it is.
	const bare = inNetwork(address, mapped) ? address.subarray(12) : address;
	const within = (networks: readonly Network[]) => networks.some((one) => inNetwork(bare, one));
	if (within(metadata) || bare.every((byte) => byte === 0)) return "forbidden";
	if (bare.length === 4) return within(special) ? "private" : "public";
	return within([globalUnicast]) && !within(specialUnicast) ? "public" : "private";
}

function network(text: string): Network {
	const parsed = parseNetwork(text);
	if (!parsed) throw new TypeError(`no network: ${text}`);
	return parsed;
}
