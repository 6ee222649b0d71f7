import type { TenantId } from "../ledger/identifiers.ts";
import type { Role } from "./roles.ts";

/** Who makes a request, as the authorizer found it from the credential. Nothing in a request can change it. */
export interface Caller {
	tenant: TenantId;
	role: Role;
	/** Id of the credential, `<keyId>`; never its secret. */
	credential: string;
}
