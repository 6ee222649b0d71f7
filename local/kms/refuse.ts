import { AwsError } from "../service.ts";

const of =
	(code: string, status = 400) =>
	(message: string) =>
		new AwsError(code, message, status);

/** KMS's refusals by their codes (KMS API Reference). */
export const refuse = {
	alreadyExists: of("AlreadyExistsException"),
	disabled: of("DisabledException"),
	incorrectKey: of("IncorrectKeyException"),
	invalidAliasName: of("InvalidAliasNameException"),
	invalidCiphertext: of("InvalidCiphertextException"),
	invalidKeyUsage: of("InvalidKeyUsageException"),
	invalidMac: of("KMSInvalidMacException"),
	invalidMarker: of("InvalidMarkerException"),
	invalidSignature: of("KMSInvalidSignatureException"),
	invalidState: of("KMSInvalidStateException"),
	limit: of("LimitExceededException"),
	malformedPolicy: of("MalformedPolicyDocumentException"),
	notFound: of("NotFoundException"),
	unsupported: of("UnsupportedOperationException"),
	validation: of("ValidationException"),
};
