import { relative } from "node:path";

/** A path as it is best written for somebody who stands in this folder: relative where that is not the longer way. */
export function shown(path: string): string {
	const near = relative(process.cwd(), path);
	return near === "" || near.startsWith("..") ? path : near;
}
