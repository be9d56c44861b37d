import type Stripe from "stripe";
import { find } from "../core/account.ts";
import { listRecords, PAGING } from "../core/lists.ts";
import { type Operation, operation } from "../core/operation.ts";
import { fieldsOf, flag } from "../core/parameters.ts";
import {
  CREATE as CREATE_CONFIGURATION,
  createConfiguration,
  defaultConfiguration,
  UPDATE,
  updateConfiguration,
} from "./configurations.ts";
import { CREATE, createPortalSession } from "./sessions.ts";

const CONFIGURATIONS = "/v1/billing_portal/configurations";

export const PORTAL_OPERATIONS: Operation[] = [
  operation(
    "billingPortal.sessions.create",
    "POST /v1/billing_portal/sessions",
    CREATE,
    ({ account, params }) => createPortalSession(account, params),
  ),
  operation(
    "billingPortal.configurations.create",
    `POST ${CONFIGURATIONS}`,
    CREATE_CONFIGURATION,
    ({ account, params }) => createConfiguration(account, params),
  ),
  operation(
    "billingPortal.configurations.list",
    `GET ${CONFIGURATIONS}`,
    fieldsOf<Stripe.BillingPortal.ConfigurationListParams>()({
      ...PAGING,
      active: flag,
      is_default: flag,
    }),
    ({ account, params }) => {
      defaultConfiguration(account);
      return listRecords(
        account,
        "portalConfiguration",
        params,
        CONFIGURATIONS,
        ({ active, is_default }) =>
          (params.active === undefined || active === params.active) &&
          (params.is_default === undefined || is_default === params.is_default),
      );
    },
  ),
  operation(
    "billingPortal.configurations.retrieve",
    `GET ${CONFIGURATIONS}/:id`,
    {},
    ({ account, id }) => find(account, "portalConfiguration", id),
  ),
  operation(
    "billingPortal.configurations.update",
    `POST ${CONFIGURATIONS}/:id`,
    UPDATE,
    ({ account, id, params }) => updateConfiguration(account, id, params),
  ),
];
