import type { Answer } from "../../shared/api/answer.ts";
import type { TextKey } from "../../shared/i18n/index.ts";
import type { IconName } from "../../shared/ui/Icon.tsx";
import type { KindEvents } from "../analytics/kindEvents.ts";
import type { OrderCreated, OrderFrom } from "../api/types.ts";

/** What an order sold, as the API's orders have it. */
export interface Sold {
  name: string;
  /** Days, of a package. */
  duration: number | null;
  /** Units, of a recharge. */
  power: number | null;
  /** Of a pack. */
  credits?: number | undefined;
}

/** What is ordered, and how it is to be paid. */
export interface Purchase extends Sold {
  itemId: string;
  payType: number;
  /** The price that was shown; another one now is refused. Unset where none was: the dialog shows the new one. */
  shownAmount: string | undefined;
}

/** One kind of thing to sell, seen from the page: where it is sold, how it is ordered, and its words. */
export interface Kind {
  from: OrderFrom;
  /** The address of its centre. */
  path: string;
  icon: IconName;
  create: (purchase: Purchase) => Promise<Answer<OrderCreated>>;
  texts: KindTexts;
  events: KindEvents;
  /** Its name in the reader's language. */
  nameOf: (sold: Sold) => string;
  /** How much of it: "30 days", "550 power". Empty where that is not known. */
  measure: (sold: Sold) => string;
  /** What the customer has now. `until` and `from` are known once the grant is applied, and only where it ends. */
  success: (sold: Sold, until: string | null, from: string | null) => string;
  /** The same for a toast, where no heading stands above it. */
  paidToast: (sold: Sold) => string;
}

interface KindTexts {
  kind: TextKey;
  /** What is bought, as a heading of its name. */
  item: TextKey;
  select: TextKey;
  pick: TextKey;
  paymentMethod: TextKey;
  explain: TextKey;
  explainDefault: TextKey;
  buy: TextKey;
  closed: TextKey;
  empty: TextKey;
  emptyDesc: TextKey;
  qrPay: TextKey;
  qrCode: TextKey;
  qrTip: TextKey;
  qrExpired: TextKey;
  refreshQrCode: TextKey;
  successTitle: TextKey;
  continueBuy: TextKey;
  viewRecord: TextKey;
  toCenter: TextKey;
  /** The first action, for a customer who has bought nothing yet. */
  first: TextKey;
}

/** "Pro · 30 days" */
export const soldText = (kind: Kind, sold: Sold): string =>
  [kind.nameOf(sold), kind.measure(sold)].filter((part) => part !== "").join(" · ");
