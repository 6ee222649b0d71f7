/** Whether a body of that media type passes as base64. */
export function isBinary(binaryMediaTypes: readonly string[], mediaType: string | undefined): boolean {
	const type = mediaType?.split(";")[0]?.trim().toLowerCase();
	return binaryMediaTypes.some((known) => known === "*/*" || known.toLowerCase() === type);
}
