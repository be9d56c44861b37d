import { Hono } from "hono";
import type { AppEnv } from "../../core/app-env.ts";
import { anomalies } from "./anomalies/routes.ts";
import { archive } from "./archive/routes.ts";
import { audit } from "./audit/routes.ts";
import { catalog } from "./catalog/routes.ts";
import { creditsConsole } from "./credits/routes.ts";
import { customerPlan } from "./customers/end-plan.ts";
import { customers } from "./customers/routes.ts";
import { events } from "./events/routes.ts";
import { fapiao } from "./fapiao/routes.ts";
import { flags } from "./flags/routes.ts";
import { archivedInvoices } from "./invoices/archive.ts";
import { invoiceMonthRoutes } from "./invoices/months.ts";
import { invoices } from "./invoices/routes.ts";
import { seller } from "./invoices/seller.ts";
import { issues } from "./issues/routes.ts";
import { keys } from "./keys/routes.ts";
import { notes } from "./notes/routes.ts";
import { orders } from "./orders/routes.ts";
import { overview } from "./overview/routes.ts";
import { people } from "./people/routes.ts";
import { reconciliations } from "./reconciliations/routes.ts";
import { refunds } from "./refunds/routes.ts";
import { search } from "./search/routes.ts";
import { timeline } from "./timeline/routes.ts";

/** What an operator sees and does. A folder for each noun. */
export const consoleRoutes = new Hono<AppEnv>()
  .route("/", orders)
  .route("/", anomalies)
  .route("/", reconciliations)
  .route("/", issues)
  .route("/", notes)
  .route("/", refunds)
  .route("/", archive)
  .route("/", customers)
  .route("/", customerPlan)
  .route("/", timeline)
  .route("/", events)
  .route("/", catalog)
  .route("/", creditsConsole)
  .route("/", invoices)
  .route("/", archivedInvoices)
  .route("/", invoiceMonthRoutes)
  .route("/", seller)
  .route("/", fapiao)
  .route("/", flags)
  .route("/", keys)
  .route("/", people)
  .route("/", audit)
  .route("/", overview)
  .route("/", search);
