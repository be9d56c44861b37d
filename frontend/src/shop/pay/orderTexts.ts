import { clock } from "../../shared/i18n/format.ts";
import { maybeText, t } from "../../shared/i18n/index.ts";
import type { OrderStatus } from "../api/types.ts";

interface EndFacts {
  /** Until when a pending order can be paid. */
  payBefore?: string;
  /** Over, and the gateway has yet to say that it was not paid. */
  unconfirmed?: boolean;
}

/** What a status means for its owner, in a heading and a sentence. Success words are each centre's own. */
export function endTexts(
  status: OrderStatus,
  { payBefore = "", unconfirmed = false }: EndFacts = {},
): { title: string; desc: string } {
  if (status === "completed") return { title: t("pay.status.completed"), desc: "" };
  const time = payBefore ? clock(payBefore) : "";
  return {
    title: t(`web-personal-rights.result.${status}`),
    desc: unconfirmed
      ? t("web-personal-rights.result.unconfirmedDesc")
      : t(`web-personal-rights.result.${status}Desc`, { time }),
  };
}

/** A line of the timeline; a code that this page does not know yet still reads as something. */
export const eventText = (event: string): string =>
  maybeText(`pay.event.${event}`) ?? t("pay.event.other");
