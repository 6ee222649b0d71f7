import { describe, expect, it } from "vitest";
import type { Clock } from "../../../local/clock.ts";
import { decodeChunked } from "../../../local/sts/chunked-body.ts";
import type { Credential } from "../../../local/sts/credentials.ts";
import { type Verified, verifySignature } from "../../../local/sts/signature.ts";
import type { SignedRequest } from "../../../local/sts/signed-parts.ts";
import { wholeRequest } from "../../../local/sts/whole-request.ts";

/*
 * The requests and signatures are AWS's published examples: the Signature Version 4 test suite, and the S3 API
 * Reference's examples of header, query and chunked signatures.
 */
const administrator = { kind: "administrator", arn: "arn:aws:iam::000000000000:user/administrator" } as const;
const credential = (
	accessKeyId: string,
	secretAccessKey: string,
	more: Partial<Credential> = {},
): Credential => ({
	accessKeyId,
	secretAccessKey,
	sessionToken: undefined,
	caller: administrator,
	expiresAt: undefined,
	...more,
});
const ofS3 = credential("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const ofSuite = credential("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
const stopped = (time: string, offset = 0): Clock => ({
	now: () => Date.parse(time) + offset,
	move: () => {},
	offset,
});

function verify(
	request: SignedRequest,
	time: string,
	more: { known?: Credential[]; offset?: number } = {},
): Verified {
	const known = more.known ?? [ofS3, ofSuite];
	return verifySignature(request, {
		findCredential: (id) => known.find((each) => each.accessKeyId === id),
		clock: stopped(time, more.offset),
		region: "us-east-1",
	});
}

const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const s3Time = "2013-05-24T00:00:00Z";
const scope = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
const authorization = (names: string, signature: string) =>
	`AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=${names},Signature=${signature}`;
function s3(
	url: string,
	signature: string,
	more: Record<string, string> = {},
	body = "",
	method = "GET",
): SignedRequest {
	const headers: Record<string, string> = {
		host: "examplebucket.s3.amazonaws.com",
		"x-amz-content-sha256": empty,
		"x-amz-date": "20130524T000000Z",
		...more,
	};
	return {
		method,
		url,
		body: Buffer.from(body),
		headers: { ...headers, authorization: authorization(Object.keys(headers).sort().join(";"), signature) },
	};
}
const getObject = s3("/test.txt", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41", {
	range: "bytes=0-9",
});
const putObject = s3(
	"/test%24file.text",
	"98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
	{
		date: "Fri, 24 May 2013 00:00:00 GMT",
		"x-amz-storage-class": "REDUCED_REDUNDANCY",
		"x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
	},
	"Welcome to Amazon S3.",
	"PUT",
);
const vanilla: SignedRequest = {
	method: "GET",
	url: "/",
	body: Buffer.alloc(0),
	headers: {
		host: "example.amazonaws.com",
		"x-amz-date": "20150830T123600Z",
		authorization:
			"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
	},
};
const suiteTime = "2015-08-30T12:36:00Z";
const presigned: SignedRequest = {
	method: "GET",
	url: `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
	body: Buffer.alloc(0),
	headers: { host: "examplebucket.s3.amazonaws.com" },
};
const code = (expected: string) => expect.objectContaining({ code: expected });

describe("signatures of AWS's published examples hold", () => {
	it.each<[string, SignedRequest, string]>([
		["a plain request of the suite", vanilla, suiteTime],
		["a read with a range", getObject, s3Time],
		["a write with a body", putObject, s3Time],
		[
			"a query without value",
			s3("/?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
			s3Time,
		],
		[
			"a query with values",
			s3("/?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
			s3Time,
		],
		["a presigned read", presigned, "2013-05-24T23:59:59Z"],
	])("%s", (_name, request, time) => {
		expect(verify(request, time)).toMatchObject({ caller: administrator, payload: { kind: "whole" } });
	});

	it("in pieces, each signed", () => {
		const request = s3(
			"/examplebucket/chunkObject.txt",
			"4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
			{
				host: "s3.amazonaws.com",
				"content-encoding": "aws-chunked",
				"content-length": "66824",
				"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
				"x-amz-decoded-content-length": "66560",
				"x-amz-storage-class": "REDUCED_REDUNDANCY",
			},
			"",
			"PUT",
		);
		const { payload } = verify(request, s3Time);
		if (payload.kind !== "chunked") throw new Error("expected pieces");
		const encode = (last: string) =>
			Buffer.from(
				`10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n${"a".repeat(65_536)}\r\n` +
					`400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n${last}${"a".repeat(1023)}\r\n` +
					"0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n",
			);
		expect(decodeChunked(encode("a"), payload).body.toString()).toBe("a".repeat(66_560));
		expect(() => decodeChunked(encode("b"), payload)).toThrow(code("SignatureDoesNotMatch"));
		expect(() => decodeChunked(encode("a").subarray(0, 65_700), payload)).toThrow(code("IncompleteBody"));
	});

	it("in pieces with a signed trailer", () => {
		const request = s3(
			"/examplebucket/chunkObject.txt",
			"106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
			{
				host: "s3.amazonaws.com",
				"content-encoding": "aws-chunked",
				"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
				"x-amz-decoded-content-length": "66560",
				"x-amz-storage-class": "REDUCED_REDUNDANCY",
				"x-amz-trailer": "x-amz-checksum-crc32c",
			},
			"",
			"PUT",
		);
		const { payload } = verify(request, s3Time);
		if (payload.kind !== "chunked") throw new Error("expected pieces");
		const encode = (checksum: string) =>
			Buffer.from(
				`10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n${"a".repeat(65_536)}\r\n` +
					`400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n${"a".repeat(1024)}\r\n` +
					"0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n" +
					`x-amz-checksum-crc32c:${checksum}\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n`,
			);
		expect(decodeChunked(encode("sOO8/Q=="), payload)).toMatchObject({
			trailers: { "x-amz-checksum-crc32c": "sOO8/Q==" },
		});
		const whole = wholeRequest({ headers: { ...request.headers }, body: encode("sOO8/Q==") }, payload);
		expect(whole.body.toString()).toBe("a".repeat(66_560));
		expect(whole.headers).toMatchObject({ "content-length": "66560", "x-amz-checksum-crc32c": "sOO8/Q==" });
		expect(whole.headers).not.toHaveProperty("x-amz-trailer");
		const other = {
			headers: { ...request.headers, "x-amz-trailer": "x-amz-checksum-crc32" },
			body: encode("sOO8/Q=="),
		};
		expect(() => wholeRequest(other, payload)).toThrow(code("MalformedTrailerError"));
		expect(() => decodeChunked(encode("sOO8/A=="), payload)).toThrow(code("SignatureDoesNotMatch"));
	});

	it("unsigned pieces with a trailer are read as they stand", () => {
		const encoded = Buffer.from("5\r\nhello\r\n1\r\n!\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n");
		const decoded = decodeChunked(encoded, { kind: "chunked", trailer: true, signed: undefined });
		expect(decoded.body.toString()).toBe("hello!");
		expect(decoded.trailers).toEqual({ "x-amz-checksum-crc32": "AAAAAA==" });
	});
});

describe("what does not hold is refused in the words of the service", () => {
	const changed = (request: SignedRequest, change: Partial<SignedRequest>) => ({ ...request, ...change });
	const header = (request: SignedRequest, more: Record<string, string>) =>
		changed(request, { headers: { ...request.headers, ...more } });
	const forService = (service: string) =>
		header(vanilla, {
			authorization: (vanilla.headers["authorization"] ?? "").replace("/service/", `/${service}/`),
		});

	it.each<[string, SignedRequest, string, string]>([
		["another path", changed(getObject, { url: "/other.txt" }), s3Time, "SignatureDoesNotMatch"],
		["another method", changed(getObject, { method: "DELETE" }), s3Time, "SignatureDoesNotMatch"],
		["another signed header", header(getObject, { range: "bytes=0-99" }), s3Time, "SignatureDoesNotMatch"],
		["another body", changed(putObject, { body: Buffer.from("x") }), s3Time, "XAmzContentSHA256Mismatch"],
		[
			"a body where none was signed",
			changed(vanilla, { body: Buffer.from("x") }),
			suiteTime,
			"SignatureDoesNotMatch",
		],
		[
			"an x-amz header that is not signed",
			header(getObject, { "x-amz-acl": "public-read" }),
			s3Time,
			"AccessDenied",
		],
		["an hour late", getObject, "2013-05-24T01:00:00Z", "RequestTimeTooSkewed"],
		[
			"six minutes late, of a JSON service",
			forService("kms"),
			"2015-08-30T12:42:00Z",
			"InvalidSignatureException",
		],
		["another service's scope", forService("kms"), suiteTime, "InvalidSignatureException"],
		["a presigned URL when its time is over", presigned, "2013-05-25T00:00:00Z", "AccessDenied"],
		[
			"a presigned URL for another object",
			changed(presigned, { url: presigned.url.replace("/test", "/best") }),
			s3Time,
			"SignatureDoesNotMatch",
		],
		[
			"no signature at all",
			changed(vanilla, { headers: { host: "x" } }),
			suiteTime,
			"MissingAuthenticationToken",
		],
		[
			"a header that is no signature",
			header(vanilla, { authorization: "Bearer x" }),
			suiteTime,
			"IncompleteSignature",
		],
		[
			"a session token that the key does not have",
			header(vanilla, { "x-amz-security-token": "x" }),
			suiteTime,
			"SignatureDoesNotMatch",
		],
	])("%s", (_name, request, time, expected) => {
		expect(() => verify(request, time)).toThrow(code(expected));
	});

	it.each([
		["s3", "InvalidAccessKeyId"],
		["dynamodb", "UnrecognizedClientException"],
		["sns", "InvalidClientTokenId"],
	])("an unknown key of %s is %s", (service, expected) => {
		expect(() => verify(forService(service), suiteTime, { known: [] })).toThrow(code(expected));
	});

	it("an expired presigned URL says so", () => {
		expect(() => verify(presigned, "2013-05-25T00:00:00Z")).toThrow("Request has expired");
	});

	it("an expired session is told from an unknown one", () => {
		const expired = credential("AKIDEXAMPLE", ofSuite.secretAccessKey, { expiresAt: Date.parse(suiteTime) });
		expect(() => verify(vanilla, suiteTime, { known: [expired] })).toThrow(code("ExpiredToken"));
	});

	it("a temporary key without its session token is refused", () => {
		const temporary = credential("AKIDEXAMPLE", ofSuite.secretAccessKey, { sessionToken: "token" });
		expect(() => verify(vanilla, suiteTime, { known: [temporary] })).toThrow(code("InvalidClientTokenId"));
	});

	it("a client with the machine's time is served while the cloud's clock is moved; presigned URLs run out by the moved one", () => {
		const day = 24 * 3600 * 1000;
		expect(verify(vanilla, suiteTime, { offset: 3 * day }).accessKeyId).toBe("AKIDEXAMPLE");
		expect(() => verify(presigned, s3Time, { offset: 3 * day })).toThrow("Request has expired");
	});
});
