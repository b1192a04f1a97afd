// On the signed-out page: drafts of the account that has just left do not stay on this machine.

import { clearDrafts } from "./drafts.js";
import { forget } from "./keep.js";

const left = document.querySelector("[data-clear-drafts]")?.dataset.clearDrafts;
if (left) clearDrafts(left);
forget();
