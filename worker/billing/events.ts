import { err, ok, type Result } from "../domain/result.ts";

/** What an event is taken for: that something happened, and to what. Everything else is asked of Stripe. */
export interface BillingEvent {
  eventId: string;
  type: string;
  /** Stripe's id; null when the event names none: `Billing.customerOf` finds it by the objects. */
  customerId: string | null;
  objectIds: string[];
}

export interface EventRefusal {
  reason: "malformed" | "bad-signature" | "clock-window" | "wrong-livemode";
}

export interface EventChecks {
  /** The endpoint's signing secrets. Any one may fit, so that they can be rolled. */
  secrets: readonly string[];
  /** Whether the secret key moves real money: what is told of the other mode is not about it. */
  livemode: boolean;
}

/** Between signature and arrival, both ways: the package bounds the past only. */
export const TOLERANCE_SECONDS = 300;

/** Verifies the raw body and reads the ids. Types that are unknown are events like any other. */
export async function readEvent(
  { body, signature }: { body: string; signature: string | null },
  { secrets, livemode }: EventChecks,
  nowMs: number,
): Promise<Result<BillingEvent, EventRefusal>> {
  const signed = await verify(body, signature ?? "", secrets, nowMs);
  if (!signed.ok) return signed;
  const event = parse(body);
  if (!event) return err({ reason: "malformed" });
  if (event.livemode !== livemode) return err({ reason: "wrong-livemode" });
  return ok(event.ids);
}

type Verified = Result<null, EventRefusal>;

async function verify(
  body: string,
  header: string,
  secrets: readonly string[],
  nowMs: number,
): Promise<Verified> {
  const { default: Package } = await import("stripe");
  const crypto = Package.createSubtleCryptoProvider();
  for (const secret of secrets) {
    const { signature } = Package.webhooks;
    // 0: the package would look at the past only, and its refusal does not say which of the two was wrong.
    const fits = await signature
      ?.verifyHeaderAsync(body, header, secret, 0, crypto)
      .catch((error: unknown) => {
        if (error instanceof Package.errors.StripeSignatureVerificationError) return false;
        throw error;
      });
    if (fits) return inWindow(header, nowMs);
  }
  return err({ reason: "bad-signature" });
}

function inWindow(header: string, nowMs: number): Verified {
  const signedSeconds = Number(/(?:^|,)t=(\d{1,12})(?:,|$)/.exec(header)?.[1] ?? Number.NaN);
  const apart = Math.abs(Math.floor(nowMs / 1000) - signedSeconds);
  return apart <= TOLERANCE_SECONDS ? ok(null) : err({ reason: "clock-window" });
}

type Members = Record<string, unknown>;

function parse(body: string): { livemode: unknown; ids: BillingEvent } | null {
  const event = objectIn(body);
  if (!event || typeof event.id !== "string" || typeof event.type !== "string") return null;
  const isThin = event.object === "v2.core.event";
  const about = isThin ? thin(event) : snapshot(event);
  return { livemode: event.livemode, ids: { eventId: event.id, type: event.type, ...about } };
}

type About = Pick<BillingEvent, "customerId" | "objectIds">;

/** Members of an object that name another one which has a customer. */
const LINKS = ["charge", "invoice", "payment_intent", "subscription"] as const;

function snapshot({ data }: Members): About {
  const object = members(members(data).object);
  const links = [object.id, ...LINKS.map((name) => object[name])].map(idIn);
  const objectIds = links.filter((id) => id !== null);
  const own = objectIds.find(isCustomer);
  return { customerId: own ?? idIn(object.customer), objectIds };
}

/** Its related object is named and not told. */
function thin({ related_object, data }: Members): About {
  const ids = [idIn(related_object), idIn(members(data).customer)].filter((id) => id !== null);
  return { customerId: ids.find(isCustomer) ?? null, objectIds: ids };
}

const isCustomer = (id: string): boolean => id.startsWith("cus_");

/** Longest id that is taken. Stripe's have up to 255 characters. */
const ID_SHAPE = /^[A-Za-z][A-Za-z0-9_]{1,254}$/;

function idIn(value: unknown): string | null {
  const id = typeof value === "string" ? value : members(value).id;
  return typeof id === "string" && ID_SHAPE.test(id) ? id : null;
}

const members = (value: unknown): Members =>
  typeof value === "object" && value !== null ? (value as Members) : {};

function objectIn(body: string): Members | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Members)
      : null;
  } catch {
    return null;
  }
}
