import { type Finding, failed, passed, shownCode } from "../finding.ts";
import type { StripeClient } from "./client.ts";
import type { StripeConfig, StripeVariable } from "./config.ts";
import { ORDER_EVENTS } from "./events.ts";
import { API_VERSION } from "./package.ts";

/** Endpoints that are looked through: an account may have 16. */
const ENDPOINTS_MAX = 100;

export interface Endpoint {
  url: string;
  status: string;
  api_version: string | null;
  enabled_events: readonly string[];
}

export type Observation =
  | { silence: string }
  | { refused: { status: number; code: string } }
  | { endpoints: readonly Endpoint[] };

/** Asks for the account's endpoints: shows the key, and whether events can reach us. Moves nothing. */
export async function probeStripe(client: StripeClient, config: StripeConfig): Promise<Finding[]> {
  const listed = await client.call((stripe) =>
    stripe.webhookEndpoints.list({ limit: ENDPOINTS_MAX }),
  );
  if (listed.ok) return diagnose({ endpoints: listed.value.data }, config.notifyUrl);
  const { error } = listed;
  if (error.reason === "unavailable") return diagnose({ silence: error.detail }, config.notifyUrl);
  return diagnose({ refused: error }, config.notifyUrl);
}

/** What the answer says of the configuration. Pure. */
export function diagnose(seen: Observation, notifyUrl: string): Finding<StripeVariable>[] {
  if ("silence" in seen)
    return [
      failed("probe", {
        setting: "STRIPE_API_BASE",
        detail: `Stripe did not answer: ${seen.silence}`,
        how: "Compare STRIPE_API_BASE with https://api.stripe.com; if it is right, Stripe is out of reach for now.",
      }),
    ];
  if ("refused" in seen) return refusedFindings(seen.refused);
  return [ANSWERED, endpointFinding(seen.endpoints, notifyUrl)];
}

const ANSWERED = passed("probe", "Stripe knows the key");

function refusedFindings({
  status,
  code,
}: {
  status: number;
  code: string;
}): Finding<StripeVariable>[] {
  // A restricted key that takes payments need not read endpoints.
  if (status === 403)
    return [ANSWERED, passed("endpoint", "the key may not read the endpoints: not looked at")];
  const setting = status === 401 ? "STRIPE_SECRET_KEY" : "STRIPE_API_BASE";
  const how =
    status === 401
      ? "Set STRIPE_SECRET_KEY to a key that the Stripe dashboard shows under Developers, API keys."
      : "Set STRIPE_API_BASE to https://api.stripe.com: what answers there does not answer as Stripe does.";
  return [
    failed("probe", { setting, detail: `Stripe answered ${status} ${shownCode(code)}`, how }),
  ];
}

function endpointFinding(
  endpoints: readonly Endpoint[],
  notifyUrl: string,
): Finding<StripeVariable> {
  const own = endpoints.find(({ url, status }) => url === notifyUrl && status === "enabled");
  if (!own)
    return endpointFault(
      "no enabled endpoint at Stripe has our address",
      "Add an endpoint in the Stripe dashboard with the address of PUBLIC_BASE_URL and the path /api/pay/notify/stripe, and put its signing secret into STRIPE_WEBHOOK_SECRETS.",
    );
  const sent = new Set(own.enabled_events);
  const missing = sent.has("*") ? [] : ORDER_EVENTS.filter((type) => !sent.has(type));
  if (missing.length > 0)
    return endpointFault(
      `the endpoint is not sent ${missing.join(", ")}`,
      "Let the endpoint in the Stripe dashboard send these events too.",
    );
  // Null is the account's own version. Of an event only ids are read, which every version has.
  if (own.api_version !== null && own.api_version !== API_VERSION)
    return endpointFault(
      `the endpoint speaks ${own.api_version.slice(0, 32)}`,
      `Make the endpoint anew with the API version ${API_VERSION}.`,
    );
  return passed("endpoint", "Stripe sends every event that orders need to our address");
}

const endpointFault = (detail: string, how: string): Finding<StripeVariable> =>
  failed("endpoint", { setting: "STRIPE_WEBHOOK_SECRETS", detail, how });
