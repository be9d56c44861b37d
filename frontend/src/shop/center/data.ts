import { type FrameFacts, pageData } from "../../shared/pageData.ts";
import { PATHS } from "../../shared/paths.ts";
import type { CozeCenter, RechargeCenter } from "../api/types.ts";

/** Also the data of pages that need no more than who is signed in and what the menu offers. */
export const cozeCenter = pageData<CozeCenter>("/api/web/coze-package/center", (answer) =>
  facts(answer.user, answer.status),
);

export const rechargeCenter = pageData<RechargeCenter>("/api/recharge/center", (answer) =>
  facts(answer.user, answer.cozePackageStatus),
);

const facts = (
  user: CozeCenter["user"] | RechargeCenter["user"],
  cozeOpen: boolean,
): FrameFacts => ({
  customer: user ?? null,
  closed: cozeOpen ? [] : [PATHS.coze],
});
