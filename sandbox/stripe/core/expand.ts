import type { Account } from "./account.ts";
import { paymentOfInvoice } from "./links.ts";
import { KIND_BY_PREFIX, type Price, type Subscription } from "./records.ts";
import { invalidRequest } from "./refusal.ts";
import { wholeList } from "./wire.ts";

type Plain = Record<string, unknown>;

const DEPTH_MAX = 4;

/** The object as it leaves: current prices, and what `expand[]` asks for. */
export function present(account: Account, object: object, expand: readonly string[] = []): object {
  const copy = structuredClone(object) as Plain;
  refresh(account, copy);
  for (const path of expand) {
    const steps = path.split(".");
    if (steps.filter((step) => step !== "data").length > DEPTH_MAX) {
      throw invalidRequest("You cannot expand more than 4 levels of a property", {
        param: "expand",
      });
    }
    expandPath(account, copy, steps, path);
  }
  return copy;
}

function expandPath(account: Account, at: unknown, steps: string[], path: string): void {
  const [step, ...rest] = steps;
  if (step === undefined || at === null || typeof at !== "object") return;
  if (Array.isArray(at)) {
    for (const entry of at) expandPath(account, entry, steps, path);
    return;
  }
  const object = at as Plain;
  const value = object[step] === undefined ? included(account, object, step) : object[step];
  if (value === undefined) {
    throw invalidRequest(`This property cannot be expanded (${path}).`, { param: "expand" });
  }
  object[step] = Array.isArray(value)
    ? value.map((entry) => recordOf(account, entry))
    : recordOf(account, value);
  expandPath(account, object[step], rest, path);
}

/** The record an id names; anything else stays what it is. */
function recordOf(account: Account, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const kind = KIND_BY_PREFIX[value.slice(0, value.lastIndexOf("_"))];
  const found = kind && account.store.get(kind, value);
  if (!found) return value;
  const copy = structuredClone(found) as unknown as Plain;
  refresh(account, copy);
  return copy;
}

/** Members that an object shows only when it is asked for them. */
function included({ store }: Account, object: Plain, name: string): unknown {
  const id = String(object.id);
  switch (`${object.object} ${name}`) {
    case "invoice payments": {
      const own = paymentOfInvoice(store, id);
      return wholeList(own ? [structuredClone(own)] : [], "/v1/invoice_payments");
    }
    case "invoice confirmation_secret": {
      const own = paymentOfInvoice(store, id);
      const intent = store.get("paymentIntent", own?.payment.payment_intent ?? "");
      return intent ? { type: "payment_intent", client_secret: intent.client_secret } : null;
    }
    case "customer subscriptions": {
      const live = ({ customer, status }: Subscription) =>
        customer === id && status !== "canceled" && status !== "incomplete_expired";
      return wholeList(
        structuredClone(store.all("subscription").filter(live)),
        `/v1/customers/${id}/subscriptions`,
      );
    }
    case "customer tax_ids":
      return wholeList([], `/v1/customers/${id}/tax_ids`);
    case "charge refunds": {
      const own = store.all("refund").filter(({ charge }) => charge === id);
      return wholeList(structuredClone(own).toReversed(), `/v1/charges/${id}/refunds`);
    }
    case "checkout.session line_items": {
      const items = store.get("sessionDetail", id)?.items ?? [];
      return wholeList(structuredClone(items), `/v1/checkout/sessions/${id}/line_items`);
    }
    default:
      return undefined;
  }
}

/** Items show the price as it is now: archived since, or renamed. */
function refresh(account: Account, object: Plain): void {
  if (object.object === "list") {
    for (const entry of object.data as Plain[]) refresh(account, entry);
    return;
  }
  // A deleted one is only a stub.
  if (object.object === "subscription" && object.items) refresh(account, object.items as Plain);
  if (object.object !== "subscription_item" || !object.price) return;
  const { id } = object.price as Price;
  const price = account.store.get("price", id);
  if (price) object.price = structuredClone(price);
}
