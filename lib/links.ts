import type { Deployment } from "./deployment.ts";

/** The variable of functions whose alerts carry links. */
export function links({ publicUrl }: Deployment): { PUBLIC_URL: string } {
	if (publicUrl === undefined) throw new Error("the stage was made before the API whose address it links to");
	return { PUBLIC_URL: publicUrl };
}
