// On the signed-out page: drafts of the account that has just left do not stay on this machine.

import { clearDrafts } from "./drafts.js";

const left = document.querySelector('meta[name="signed-out-account"]')?.content;
if (left) clearDrafts(left);
