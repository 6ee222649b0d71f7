/** What a key is made of, what it is for, and by which algorithms; names are KMS's. */
export const keySpecs = {
	SYMMETRIC_DEFAULT: { usage: "ENCRYPT_DECRYPT", algorithms: ["SYMMETRIC_DEFAULT"] },
	// KMS also knows ED25519_PH_SHA_512 for this spec; it is not simulated and therefore not listed.
	ECC_NIST_EDWARDS25519: { usage: "SIGN_VERIFY", algorithms: ["ED25519_SHA_512"] },
	ECC_NIST_P256: { usage: "SIGN_VERIFY", algorithms: ["ECDSA_SHA_256"] },
	HMAC_224: { usage: "GENERATE_VERIFY_MAC", algorithms: ["HMAC_SHA_224"] },
	HMAC_256: { usage: "GENERATE_VERIFY_MAC", algorithms: ["HMAC_SHA_256"] },
	HMAC_384: { usage: "GENERATE_VERIFY_MAC", algorithms: ["HMAC_SHA_384"] },
	HMAC_512: { usage: "GENERATE_VERIFY_MAC", algorithms: ["HMAC_SHA_512"] },
} as const satisfies Record<string, { usage: string; algorithms: readonly [string] }>;

export type KeySpec = keyof typeof keySpecs;
export type KeyUsage = (typeof keySpecs)[KeySpec]["usage"];

export const keySpecNames = Object.keys(keySpecs) as KeySpec[];
export const keyUsages = [...new Set(Object.values(keySpecs).map((spec) => spec.usage))];
