import * as account from "./areas/account/examples.ts";
import * as analytics from "./areas/analytics/examples.ts";
import * as auth from "./areas/auth/examples.ts";
import { COMPONENTS as AUTH } from "./areas/auth/schemas.ts";
import * as anomalies from "./areas/console/anomalies/examples.ts";
import * as archiveConsole from "./areas/console/archive/examples.ts";
import { COMPONENTS as ARCHIVE } from "./areas/console/archive/schemas.ts";
import * as consoleAudit from "./areas/console/audit/examples.ts";
import { COMPONENTS as AUDIT } from "./areas/console/audit/schemas.ts";
import * as catalogConsole from "./areas/console/catalog/examples.ts";
import { COMPONENTS as CATALOG_CONSOLE } from "./areas/console/catalog/schemas.ts";
import * as creditsConsole from "./areas/console/credits/examples.ts";
import { COMPONENTS as CREDITS_CONSOLE } from "./areas/console/credits/schemas.ts";
import * as customers from "./areas/console/customers/examples.ts";
import { COMPONENTS as CUSTOMERS } from "./areas/console/customers/schemas.ts";
import * as eventsConsole from "./areas/console/events/examples.ts";
import * as fapiaoConsole from "./areas/console/fapiao/examples.ts";
import { COMPONENTS as FAPIAO_CONSOLE } from "./areas/console/fapiao/schemas.ts";
import * as flagsConsole from "./areas/console/flags/examples.ts";
import { COMPONENTS as FLAGS } from "./areas/console/flags/schemas.ts";
import * as invoicesConsole from "./areas/console/invoices/examples.ts";
import { COMPONENTS as INVOICES_CONSOLE } from "./areas/console/invoices/schemas.ts";
import * as keysConsole from "./areas/console/keys/examples.ts";
import { COMPONENTS as KEYS } from "./areas/console/keys/schemas.ts";
import * as notes from "./areas/console/notes/examples.ts";
import { COMPONENTS as NOTES } from "./areas/console/notes/schemas.ts";
import * as consoleOrders from "./areas/console/orders/examples.ts";
import { COMPONENTS as CONSOLE_ORDERS } from "./areas/console/orders/schemas.ts";
import * as overview from "./areas/console/overview/examples.ts";
import { COMPONENTS as OVERVIEW } from "./areas/console/overview/schemas.ts";
import * as people from "./areas/console/people/examples.ts";
import { COMPONENTS as PEOPLE } from "./areas/console/people/schemas.ts";
import * as reconciliations from "./areas/console/reconciliations/examples.ts";
import * as refunds from "./areas/console/refunds/examples.ts";
import { COMPONENTS as REFUNDS } from "./areas/console/refunds/schemas.ts";
import * as search from "./areas/console/search/examples.ts";
import * as timeline from "./areas/console/timeline/examples.ts";
import { COMPONENTS as TIMELINE } from "./areas/console/timeline/schemas.ts";
import * as coze from "./areas/coze/examples.ts";
import { COMPONENTS as COZE } from "./areas/coze/schemas.ts";
import * as credits from "./areas/credits/examples.ts";
import { COMPONENTS as CREDITS } from "./areas/credits/schemas.ts";
import * as cron from "./areas/cron/examples.ts";
import { COMPONENTS as CRON } from "./areas/cron/schemas.ts";
import * as docs from "./areas/docs/examples.ts";
import { EVENT_FEED_EXAMPLES, EVENT_FEED_PARAMETERS } from "./areas/host/events.ts";
import * as host from "./areas/host/examples.ts";
import { PORTAL_SESSION_EXAMPLES as PORTAL_SESSION } from "./areas/host/portal-session-examples.ts";
import { PORTAL_SESSION_COMPONENTS as PORTAL_SESSIONS } from "./areas/host/portal-session-schemas.ts";
import { COMPONENTS as HOST } from "./areas/host/schemas.ts";
import { USAGE_EXAMPLES as HOST_USAGE } from "./areas/host/usage-examples.ts";
import { USAGE_COMPONENTS as METERING } from "./areas/host/usage-schemas.ts";
import * as notify from "./areas/notify/examples.ts";
import * as pay from "./areas/pay/examples.ts";
import { COMPONENTS as PAY } from "./areas/pay/schemas.ts";
import * as portal from "./areas/portal/examples.ts";
import { FRAME_EXAMPLES as FRAME_SESSION } from "./areas/portal/frame-examples.ts";
import { COMPONENTS as PORTAL } from "./areas/portal/schemas.ts";
import { USAGE_EXAMPLES as PORTAL_USAGE, USAGE_PARAMETERS } from "./areas/portal/usage-examples.ts";
import { USAGE_COMPONENTS as USAGE_DETAIL } from "./areas/portal/usage-schemas.ts";
import * as recharge from "./areas/recharge/examples.ts";
import { COMPONENTS as RECHARGE } from "./areas/recharge/schemas.ts";
import * as status from "./areas/status/examples.ts";
import { COMPONENTS as CENTRE } from "./core/centre/schemas.ts";
import { COMPONENTS as OF_CREDITS } from "./core/credits/schemas.ts";
import { COMPONENTS as EVENTS } from "./core/events/schemas.ts";
import { COMPONENTS as HOLDINGS } from "./core/holdings/schemas.ts";
import * as invoices from "./core/invoices/examples.ts";
import { COMPONENTS as INVOICES } from "./core/invoices/schemas.ts";
import { COMPONENTS as LEDGER } from "./core/ledger/schemas.ts";
import type { DocumentParts } from "./core/openapi/parts.ts";
import * as orders from "./core/orders/examples.ts";
import { COMPONENTS as ORDERS } from "./core/orders/schemas.ts";
import { COMPONENTS as SHARED } from "./core/schemas.ts";
import { COMPONENTS as USAGE } from "./core/usage/schemas.ts";

/** What the areas add to the OpenAPI document. Loaded when somebody asks for the document. */
export const PARTS: DocumentParts = {
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
    ...NOTES,
    ...ARCHIVE,
  },
  examples: {
    ...orders.EXAMPLES,
    ...coze.EXAMPLES,
    ...recharge.EXAMPLES,
    ...account.EXAMPLES,
    ...pay.EXAMPLES,
    ...auth.EXAMPLES,
    ...host.EXAMPLES,
    ...HOST_USAGE,
    ...PORTAL_SESSION,
    ...credits.EXAMPLES,
    ...portal.EXAMPLES,
    ...PORTAL_USAGE,
    ...FRAME_SESSION,
    ...cron.EXAMPLES,
    ...creditsConsole.EXAMPLES,
    ...catalogConsole.EXAMPLES,
    ...invoices.EXAMPLES,
    ...invoicesConsole.EXAMPLES,
    ...fapiaoConsole.EXAMPLES,
    ...flagsConsole.EXAMPLES,
    ...keysConsole.EXAMPLES,
    ...archiveConsole.EXAMPLES,
    ...people.EXAMPLES,
    ...consoleAudit.EXAMPLES,
    ...overview.EXAMPLES,
    ...search.EXAMPLES,
    ...consoleOrders.EXAMPLES,
    ...anomalies.EXAMPLES,
    ...reconciliations.EXAMPLES,
    ...notes.EXAMPLES,
    ...refunds.EXAMPLES,
    ...customers.EXAMPLES,
    ...timeline.EXAMPLES,
    ...eventsConsole.EXAMPLES,
    ...EVENT_FEED_EXAMPLES,
    ...notify.EXAMPLES,
    ...analytics.EXAMPLES,
    ...status.EXAMPLES,
    ...docs.EXAMPLES,
  },
  parameters: {
    ...account.PARAMETERS,
    ...coze.PARAMETERS,
    ...credits.PARAMETERS,
    ...USAGE_PARAMETERS,
    ...refunds.PARAMETERS,
    ...creditsConsole.PARAMETERS,
    ...catalogConsole.PARAMETERS,
    ...consoleOrders.PARAMETERS,
    ...consoleAudit.PARAMETERS,
    ...customers.PARAMETERS,
    ...timeline.PARAMETERS,
    ...eventsConsole.PARAMETERS,
    ...EVENT_FEED_PARAMETERS,
    ...overview.PARAMETERS,
    ...anomalies.PARAMETERS,
    ...reconciliations.PARAMETERS,
    ...search.PARAMETERS,
    ...invoices.PARAMETERS,
    ...invoicesConsole.PARAMETERS,
    ...fapiaoConsole.PARAMETERS,
    ...flagsConsole.PARAMETERS,
    ...keysConsole.PARAMETERS,
  },
};
