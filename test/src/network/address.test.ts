import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inNetwork, parseAddress, parseNetwork } from "../../../src/network/ip-address.ts";
import { addressKind } from "../../../src/network/public-address.ts";

const within = (address: string, network: string) => {
	const [bytes, parsed] = [parseAddress(address), parseNetwork(network)];
	return bytes && parsed ? inNetwork(bytes, parsed) : undefined;
};

describe("addresses", () => {
	it.each([
		"1.2.3",
		"1.2.3.256",
		"01.2.3.4",
		"1.2.3.4.5",
		"::1::",
		":1",
		"1:2:3:4:5:6:7",
		"g::",
		"1:2:3:4:5:6:7:8:9",
		"::1.2.3",
		"",
		"example.com",
	])("%j is none", (text) => {
		expect(parseAddress(text)).toBeUndefined();
	});

	it("in IPv6 are the same however they are shortened", () => {
		const whole = parseAddress("2001:0db8:0000:0000:0000:0000:0000:0001");
		expect(parseAddress("2001:db8::1")).toEqual(whole);
		expect(parseAddress("2001:DB8:0::0:1")).toEqual(whole);
		expect(parseAddress("::ffff:192.0.2.1")).toEqual(parseAddress("::ffff:c000:201"));
	});

	it("lie in a network exactly when their first bits are its bits", () => {
		fc.assert(
			fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, network, prefix) => {
				const number = (text: string) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
				const cut = 2 ** (32 - prefix);
				const expected = Math.floor(number(address) / cut) === Math.floor(number(network) / cut);
				expect(within(address, `${network}/${prefix}`)).toBe(expected);
			}),
		);
	});

	it("never lie in a network of the other version", () => {
		expect(within("1.2.3.4", "::/0")).toBe(false);
		expect(within("::1", "0.0.0.0/0")).toBe(false);
	});
});

describe("an address is", () => {
	it.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "172.32.0.1", "100.128.0.1"])(
		"public: %s",
		(text) => {
			expect(addressKind(text)).toBe("public");
		},
	);

	it.each([
		"127.0.0.1",
		"10.1.2.3",
		"192.168.1.1",
		"172.16.0.1",
		"172.31.255.255",
		"100.64.0.1",
		"::1",
		"fd12::1",
		"::ffff:127.0.0.1",
		"203.0.113.1",
		"2002:7f00:1::",
		"64:ff9b::7f00:1",
		"224.0.0.1",
	])("private: %s", (text) => {
		expect(addressKind(text)).toBe("private");
	});

	it.each([
		"169.254.169.254",
		"::ffff:169.254.169.254",
		"fd00:ec2::254",
		"fe80::1",
		"0.0.0.0",
		"::",
		"no address",
	])("never to be sent to: %s", (text) => {
		expect(addressKind(text)).toBe("forbidden");
	});
});
