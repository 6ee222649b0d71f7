/** The signing name that a request claims, before anything of it is believed; empty where it claims none. */
export function signedService(url: string, headers: Readonly<Record<string, string>>): string {
	const inQuery = new URLSearchParams(url.split("?")[1] ?? "").get("X-Amz-Credential");
	const inHeader = /Credential=([^,\s]+)/.exec(headers["authorization"] ?? "")?.[1];
	return (inQuery ?? inHeader ?? "").split("/")[3] ?? "";
}
