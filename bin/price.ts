import { costPage } from "../checks/cost-page.ts";
import { documentScript } from "../checks/document.ts";

/** Prints what each profile costs idle, and holds docs/cost.md to it (`--write` writes it). */
console.log(costPage.render());
documentScript(costPage);
