import { benchIngest } from "./ingest.ts";

// npm run bench [-- --quick]
const quick = process.argv.includes("--quick");
await benchIngest(quick);
