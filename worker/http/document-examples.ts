import * as account from "./areas/account/examples.ts";
import * as analytics from "./areas/analytics/examples.ts";
import * as auth from "./areas/auth/examples.ts";
import * as anomalies from "./areas/console/anomalies/examples.ts";
import * as archiveConsole from "./areas/console/archive/examples.ts";
import * as consoleAudit from "./areas/console/audit/examples.ts";
import * as catalogConsole from "./areas/console/catalog/examples.ts";
import * as creditsConsole from "./areas/console/credits/examples.ts";
import * as customers from "./areas/console/customers/examples.ts";
import * as eventsConsole from "./areas/console/events/examples.ts";
import * as fapiaoConsole from "./areas/console/fapiao/examples.ts";
import * as flagsConsole from "./areas/console/flags/examples.ts";
import * as invoicesConsole from "./areas/console/invoices/examples.ts";
import * as issues from "./areas/console/issues/examples.ts";
import * as keysConsole from "./areas/console/keys/examples.ts";
import * as notes from "./areas/console/notes/examples.ts";
import * as consoleOrders from "./areas/console/orders/examples.ts";
import * as overview from "./areas/console/overview/examples.ts";
import * as people from "./areas/console/people/examples.ts";
import * as reconciliations from "./areas/console/reconciliations/examples.ts";
import * as refunds from "./areas/console/refunds/examples.ts";
import * as search from "./areas/console/search/examples.ts";
import * as timeline from "./areas/console/timeline/examples.ts";
import * as coze from "./areas/coze/examples.ts";
import * as credits from "./areas/credits/examples.ts";
import * as cron from "./areas/cron/examples.ts";
import * as docs from "./areas/docs/examples.ts";
import { EVENT_FEED_EXAMPLES, EVENT_FEED_PARAMETERS } from "./areas/host/events-examples.ts";
import * as host from "./areas/host/examples.ts";
import { PORTAL_SESSION_EXAMPLES as PORTAL_SESSION } from "./areas/host/portal-session-examples.ts";
import { USAGE_EXAMPLES as HOST_USAGE } from "./areas/host/usage-examples.ts";
import * as notify from "./areas/notify/examples.ts";
import * as pay from "./areas/pay/examples.ts";
import * as portal from "./areas/portal/examples.ts";
import { FRAME_EXAMPLES as FRAME_SESSION } from "./areas/portal/frame-examples.ts";
import { USAGE_EXAMPLES as PORTAL_USAGE, USAGE_PARAMETERS } from "./areas/portal/usage-examples.ts";
import * as recharge from "./areas/recharge/examples.ts";
import * as status from "./areas/status/examples.ts";
import * as invoices from "./core/invoices/examples.ts";
import type { DocumentParts } from "./core/openapi/parts.ts";
import * as orders from "./core/orders/examples.ts";

/**
 * Of the OpenAPI document. What is imported here is evaluated by nobody else: esbuild wraps every module that both a start-up and
 * an `import()` reach into a function, which is compiled when it is called, and that for all schemas was 5 ms of each start-up.
 */
export const EXAMPLES: Pick<DocumentParts, "examples" | "parameters"> = {
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
    ...issues.EXAMPLES,
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
    ...issues.PARAMETERS,
    ...reconciliations.PARAMETERS,
    ...search.PARAMETERS,
    ...invoices.PARAMETERS,
    ...invoicesConsole.PARAMETERS,
    ...fapiaoConsole.PARAMETERS,
    ...flagsConsole.PARAMETERS,
    ...keysConsole.PARAMETERS,
  },
};
