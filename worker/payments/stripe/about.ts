import { type JsonObject, object, text } from "../json.ts";

/** What an event is taken for: that something happened, and to what. Everything else is asked of Stripe. */
export interface About {
  /** Stripe's id of the customer; null when the event names none, and its objects have to lead there. */
  customerId: string | null;
  objectIds: string[];
}

/** The ids that an event names: of a snapshot event, or of a thin one. */
export const aboutOf = (event: JsonObject): About =>
  event.object === "v2.core.event" ? thin(event) : snapshot(event);

/** Members of an object that name another one which has a customer. */
const LINKS = ["charge", "invoice", "payment_intent", "subscription"] as const;

function snapshot(event: JsonObject): About {
  const about = object(object(event, "data") ?? {}, "object") ?? {};
  const objectIds = ["id", ...LINKS].map((name) => idIn(about, name)).filter((id) => id !== null);
  return { customerId: objectIds.find(isCustomer) ?? idIn(about, "customer"), objectIds };
}

/** Its related object is named and not told. */
function thin(event: JsonObject): About {
  const related = idIn(event, "related_object");
  const customer = idIn(object(event, "data") ?? {}, "customer");
  const objectIds = [related, customer].filter((id) => id !== null);
  return { customerId: objectIds.find(isCustomer) ?? null, objectIds };
}

const isCustomer = (id: string): boolean => id.startsWith("cus_");

/** Longest id that is taken. Stripe's have up to 255 characters. */
const ID_SHAPE = /^[A-Za-z][A-Za-z0-9_]{1,254}$/;

/** An object is named by its id, or told whole. */
function idIn(holder: JsonObject, name: string): string | null {
  const id = text(holder, name) ?? text(object(holder, name) ?? {}, "id");
  return id !== null && ID_SHAPE.test(id) ? id : null;
}
