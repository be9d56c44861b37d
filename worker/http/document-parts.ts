import { COMPONENTS as AUTH } from "./areas/auth/schemas.ts";
import { COMPONENTS as ARCHIVE } from "./areas/console/archive/schemas.ts";
import { COMPONENTS as AUDIT } from "./areas/console/audit/schemas.ts";
import { COMPONENTS as CATALOG_CONSOLE } from "./areas/console/catalog/schemas.ts";
import { COMPONENTS as CREDITS_CONSOLE } from "./areas/console/credits/schemas.ts";
import { COMPONENTS as CUSTOMERS } from "./areas/console/customers/schemas.ts";
import { COMPONENTS as FAPIAO_CONSOLE } from "./areas/console/fapiao/schemas.ts";
import { COMPONENTS as FLAGS } from "./areas/console/flags/schemas.ts";
import { COMPONENTS as INVOICES_CONSOLE } from "./areas/console/invoices/schemas.ts";
import { COMPONENTS as ISSUES } from "./areas/console/issues/schemas.ts";
import { COMPONENTS as KEYS } from "./areas/console/keys/schemas.ts";
import { COMPONENTS as NOTES } from "./areas/console/notes/schemas.ts";
import { COMPONENTS as CONSOLE_ORDERS } from "./areas/console/orders/schemas.ts";
import { COMPONENTS as OVERVIEW } from "./areas/console/overview/schemas.ts";
import { COMPONENTS as PEOPLE } from "./areas/console/people/schemas.ts";
import { COMPONENTS as REFUNDS } from "./areas/console/refunds/schemas.ts";
import { COMPONENTS as TIMELINE } from "./areas/console/timeline/schemas.ts";
import { COMPONENTS as COZE } from "./areas/coze/schemas.ts";
import { COMPONENTS as CREDITS } from "./areas/credits/schemas.ts";
import { COMPONENTS as CRON } from "./areas/cron/schemas.ts";
import { PORTAL_SESSION_COMPONENTS as PORTAL_SESSIONS } from "./areas/host/portal-session-schemas.ts";
import { COMPONENTS as HOST } from "./areas/host/schemas.ts";
import { USAGE_COMPONENTS as METERING } from "./areas/host/usage-schemas.ts";
import { COMPONENTS as PAY } from "./areas/pay/schemas.ts";
import { COMPONENTS as PORTAL } from "./areas/portal/schemas.ts";
import { USAGE_COMPONENTS as USAGE_DETAIL } from "./areas/portal/usage-schemas.ts";
import { COMPONENTS as RECHARGE } from "./areas/recharge/schemas.ts";
import { COMPONENTS as CENTRE } from "./core/centre/schemas.ts";
import { COMPONENTS as OF_CREDITS } from "./core/credits/schemas.ts";
import { COMPONENTS as EVENTS } from "./core/events/schemas.ts";
import { COMPONENTS as HOLDINGS } from "./core/holdings/schemas.ts";
import { COMPONENTS as INVOICES } from "./core/invoices/schemas.ts";
import { COMPONENTS as LEDGER } from "./core/ledger/schemas.ts";
import type { DocumentParts } from "./core/openapi/parts.ts";
import { COMPONENTS as ORDERS } from "./core/orders/schemas.ts";
import { COMPONENTS as SHARED } from "./core/schemas.ts";
import { COMPONENTS as USAGE } from "./core/usage/schemas.ts";

const PARTS: Pick<DocumentParts, "tags" | "components"> = {
  tags: {
    "Coze packages": "Days of access: what is sold, ordering, one's own orders.",
    Recharge: "Power: what it costs, ordering.",
    Credits: "What plans give each month, what became of it, and packs where they are sold.",
    Portal:
      "The customer's plan: what there is, what a change costs, and making it; its account and invoices.",
    Payment: "Codes to pay with, and whether an order is paid.",
    Account: "A customer's records of every kind, and their files.",
    "Sign-in": "OpenID Connect; the session is a cookie.",
    "Host product":
      "For the backend of the product that sells: balances, deductions and holds, by API key.",
    Console: "For operators.",
    Notifications: "For the gateways: what they report, signed by them.",
    Analytics: "The page's events, through this origin.",
    Operation: "Health, this document and its page.",
  },
  components: {
    ...SHARED,
    ...CENTRE,
    ...HOLDINGS,
    ...OF_CREDITS,
    ...ORDERS,
    ...COZE,
    ...RECHARGE,
    ...LEDGER,
    ...PAY,
    ...AUTH,
    ...HOST,
    ...PORTAL_SESSIONS,
    ...USAGE,
    ...METERING,
    ...USAGE_DETAIL,
    ...REFUNDS,
    ...CONSOLE_ORDERS,
    ...CUSTOMERS,
    ...EVENTS,
    ...TIMELINE,
    ...CREDITS,
    ...PORTAL,
    ...CRON,
    ...CREDITS_CONSOLE,
    ...CATALOG_CONSOLE,
    ...INVOICES,
    ...INVOICES_CONSOLE,
    ...FAPIAO_CONSOLE,
    ...FLAGS,
    ...KEYS,
    ...PEOPLE,
    ...AUDIT,
    ...OVERVIEW,
    ...ISSUES,
    ...NOTES,
    ...ARCHIVE,
  },
};

/**
 * What the areas add to the OpenAPI document. The schemas are those by which requests are checked; the examples are loaded when
 * somebody asks for the document.
 */
export const documentParts = async (): Promise<DocumentParts> => ({
  ...PARTS,
  ...(await import("./document-examples.ts")).EXAMPLES,
});
