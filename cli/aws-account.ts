import type { Account } from "../stores/account.ts";
import type { Call } from "./command.ts";
import { target } from "./target.ts";

/** The account that this call means. The AWS SDK is loaded here, by the commands that need it only. */
export async function awsAccount(call: Call): Promise<Account> {
	// The SDK's advice for its own users (Node 22) is none for the users of this command, which bundles it.
	process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
	const { account } = await import("../stores/account.ts");
	return account(target(call));
}
