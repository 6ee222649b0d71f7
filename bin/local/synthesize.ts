import { synthesize } from "../../lib/app.ts";

/*
 * Synthesizes the app for one machine (stage `trial`: profile `small`, mode `trial`) into the folder given. In a
 * process of its own, because the CDK's half a gigabyte is not needed afterwards.
 */
const [outdir] = process.argv.slice(2);
if (outdir === undefined) throw new Error("synthesize.ts needs the folder of the assembly");
synthesize({ stage: "trial", outdir, environment: process.env });
