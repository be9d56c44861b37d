import type { TimelineItem } from "../../../../actions/readTimeline.ts";
import { KIND_OF_EVENT } from "../../../../domain/console/timeline.ts";
import type { EventType, StoredEvent } from "../../../../domain/event.ts";
import type { Language } from "../../../../domain/language.ts";
import { type Currency, toMajor } from "../../../../domain/money.ts";
import { isOrderNo } from "../../../../domain/order/number.ts";
import type { HistoryItem } from "../../../../objects/account/history.ts";
import type { AuditRow } from "../../../../store/audit.ts";
import type { OwnRefundRow, PlacedOrderRow } from "../../../../store/timeline.ts";
import { presentEntry } from "../../../core/ledger/present.ts";
import { iso } from "../../../core/time.ts";
import type { TimelineEntry } from "./schemas.ts";

type Told = Omit<TimelineEntry, "id" | "at">;

const NOTHING = {
  ...{ orderNo: null, invoice: null, name: "", money: null, units: null },
  ...{ data: {}, operator: null },
};

export const presentTimelineItem = (item: TimelineItem, language: Language): TimelineEntry => ({
  id: `${item.source}:${item.tie}`,
  at: iso(item.atMs),
  ...told(item, language),
});

function told(item: TimelineItem, language: Language): Told {
  switch (item.source) {
    case "order":
      return ofOrder(item.row);
    case "event":
      return ofEvent(item.row);
    case "refund":
      return ofRefund(item.row);
    case "ledger":
      return ofLedger(item.row, language);
    case "audit":
      return ofAct(item.row);
  }
}

const moneyOf = (amountMinor: unknown, currency: unknown): TimelineEntry["money"] =>
  typeof amountMinor === "number" && typeof currency === "string"
    ? { amount: toMajor({ currency: currency as Currency, amountMinor }), currency }
    : null;

const ofOrder = ({ orderNo, itemName, amountMinor, currency }: PlacedOrderRow): Told => ({
  ...NOTHING,
  ...{ kind: "order", what: "order.placed", orderNo, name: itemName },
  money: moneyOf(amountMinor, currency),
});

function ofEvent({ type, data }: StoredEvent): Told {
  const { orderNo, invoice, number, amountMinor, currency, ...rest } = data;
  return {
    ...NOTHING,
    kind: KIND_OF_EVENT[type as EventType] ?? "order",
    what: type,
    orderNo: typeof orderNo === "string" ? orderNo : null,
    invoice:
      typeof invoice === "string"
        ? { id: invoice, number: typeof number === "string" ? number : null }
        : null,
    money: moneyOf(amountMinor, currency),
    data: rest,
  };
}

const ofRefund = (row: OwnRefundRow): Told => ({
  ...NOTHING,
  ...{ kind: "refund", what: `refund.${row.state}`, orderNo: row.orderNo },
  money: moneyOf(row.amountMinor, row.currency),
  data: { why: row.why, detail: row.detail, number: row.number },
});

function ofLedger(row: HistoryItem, language: Language): Told {
  const { kind, asset, amount, reference, name } = presentEntry(row, language);
  return {
    ...NOTHING,
    ...{ kind: "balance", what: `ledger.${kind}`, name },
    orderNo: isOrderNo(reference) ? reference : null,
    units: { asset, amount },
    data: isOrderNo(reference) ? {} : { reference },
  };
}

function ofAct({ act, object, operator, role, why, outcome, code }: AuditRow): Told {
  const isInvoice = act.startsWith("invoice.") && object !== null;
  return {
    ...NOTHING,
    ...{ kind: "operator", what: act },
    orderNo: object !== null && isOrderNo(object) ? object : null,
    invoice: isInvoice ? { id: object, number: null } : null,
    operator: { by: operator, role, why, outcome, code },
  };
}
