import { startCloud } from "../../local/cloud.ts";

/*
 * Serves an assembly in a process of its own, for tests that end it at a moment of their choice.
 * Arguments: state directory, assembly. Prints what the deployment says, and `ready <api>` at the end.
 */
const [directory = "", assembly = ""] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const cloud = await startCloud({
	directory,
	apiPort: 0,
	awsPort: 0,
	assembly: async () => assembly,
	log: say,
});
say(`ready ${cloud.api}`);
