import { Hono } from "hono";
import type * as v from "valibot";
import type { WithTexts } from "../../../../domain/catalog/edit/fields.ts";
import { CREDIT_PACKAGES } from "../../../../domain/catalog/edit/pack.ts";
import { PACKAGES } from "../../../../domain/catalog/edit/package.ts";
import { PLANS } from "../../../../domain/catalog/edit/plan.ts";
import { PRODUCTS } from "../../../../domain/catalog/edit/product.ts";
import { RECHARGE_RULES } from "../../../../domain/catalog/edit/recharge.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import * as handlers from "./handlers.ts";
import * as schemas from "./schemas.ts";

/** What operators edit (docs/decisions/0027-catalog-editing.md). */
interface Edited {
  /** Its address below /api/console. */
  path: string;
  /** In sentences of the document. */
  one: string;
  many: string;
  noun: handlers.AnyNoun;
  item: v.GenericSchema;
  list: v.GenericSchema;
  created: v.GenericSchema<unknown, { id: string } & WithTexts>;
  changed: v.GenericSchema<unknown, { version: string } & WithTexts>;
  seen: v.GenericSchema<unknown, { version: string }>;
  /** Plans follow each other by rank, and only packages have stock. */
  has: { order: boolean; stock: boolean };
}

const EDITED: Edited[] = [
  {
    ...{ path: "packages", one: "package", many: "Coze packages", noun: PACKAGES },
    ...{ item: schemas.ConsolePackage, list: schemas.ConsolePackages },
    ...{ created: schemas.NewPackage, changed: schemas.ConsolePackageChange },
    seen: schemas.PackageSeen,
    has: { order: true, stock: true },
  },
  {
    ...{ path: "recharge-rules", one: "recharge rule", many: "Recharge rules" },
    ...{ noun: RECHARGE_RULES, item: schemas.ConsoleRechargeRule },
    ...{ list: schemas.ConsoleRechargeRules },
    ...{ created: schemas.NewRechargeRule, changed: schemas.ConsoleRechargeRuleChange },
    seen: schemas.RechargeRuleSeen,
    has: { order: true, stock: false },
  },
  {
    ...{ path: "credit-packages", one: "pack of credits", many: "Packs of credits" },
    ...{ noun: CREDIT_PACKAGES, item: schemas.ConsoleCreditPackage },
    ...{ list: schemas.ConsoleCreditPackages },
    ...{ created: schemas.NewCreditPackage, changed: schemas.ConsoleCreditPackageChange },
    seen: schemas.CreditPackageSeen,
    has: { order: true, stock: false },
  },
  {
    ...{ path: "plans", one: "plan", many: "Plans", noun: PLANS },
    ...{ item: schemas.ConsolePlan, list: schemas.ConsolePlans },
    ...{ created: schemas.NewPlan, changed: schemas.ConsolePlanChange },
    seen: schemas.PlanSeen,
    has: { order: false, stock: false },
  },
  {
    ...{ path: "products", one: "product", many: "Products that are counted", noun: PRODUCTS },
    ...{ item: schemas.ConsoleProduct, list: schemas.ConsoleProducts },
    ...{ created: schemas.NewProduct, changed: schemas.ConsoleProductChange },
    seen: schemas.ProductSeen,
    has: { order: true, stock: false },
  },
];

const LOOKS = [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"] as const;
const ACTS = [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "CATALOG_ITEM_NOT_FOUND"] as const;
const BARE_ACTS = [...LOOKS, "INVALID_REQUEST", "CATALOG_ITEM_NOT_FOUND"] as const;
const parameters = { id: { in: "path", description: "As the catalog calls it" } } as const;

/** An act is written down with the noun, since two nouns may have the same id. */
const act = (verb: string, { path }: Edited) =>
  acting(`catalog.${verb}`, "catalog", (c) => [path, c.req.param("id")].filter(Boolean).join("/"));

function looking({ path, many, noun, list }: Edited) {
  return new Hono<AppEnv>().get(
    `/${path}`,
    describe({
      tag: "Console",
      summary: `${many}, on sale or not, with what is missing and what is wrong`,
      answers: { 200: { description: "All, in the order of the shop", schema: list } },
      refusals: LOOKS,
    }),
    viewing(),
    (c) => handlers.list(c, noun),
  );
}

function writing(edited: Edited) {
  const { path, one, noun, item, created, changed } = edited;
  return new Hono<AppEnv>()
    .post(
      `/${path}`,
      describe({
        tag: "Console",
        summary: `Makes a ${one} that is not on sale yet`,
        answers: {
          201: { description: "A draft; the same one when it is sent again", schema: item },
        },
        refusals: [...ACTS, "CATALOG_ID_TAKEN"],
      }),
      act("create", edited),
      valid("json", created),
      (c) => {
        const { id, ...wanted } = c.req.valid("json");
        return handlers.create(c, noun, id, wanted);
      },
    )
    .get(
      `/${path}/:id`,
      describe({
        tag: "Console",
        summary: `One ${one}`,
        answers: { 200: { description: "As it stands", schema: item } },
        refusals: [...LOOKS, "INVALID_REQUEST", "CATALOG_ITEM_NOT_FOUND"],
        parameters,
      }),
      viewing(),
      valid("param", schemas.OfItem),
      (c) => handlers.show(c, noun, c.req.valid("param").id),
    )
    .put(
      `/${path}/:id`,
      describe({
        tag: "Console",
        summary: `Changes a ${one}; orders that were placed keep what they were placed with`,
        answers: { 200: { description: "As it stands now", schema: item } },
        refusals: [...ACTS, "CATALOG_CHANGED"],
        parameters,
      }),
      act("edit", edited),
      valid("param", schemas.OfItem),
      valid("json", changed),
      (c) => handlers.edit(c, noun, c.req.valid("param").id, c.req.valid("json")),
    )
    .delete(
      `/${path}/:id`,
      describe({
        tag: "Console",
        summary: `Deletes a ${one} that never was on sale`,
        answers: { 200: { description: "It is gone", schema: schemas.CatalogDeleted } },
        refusals: [...BARE_ACTS, "CATALOG_IN_USE"],
        parameters,
      }),
      act("delete", edited),
      valid("param", schemas.OfItem),
      (c) => handlers.remove(c, noun, c.req.valid("param").id),
    );
}

function selling(edited: Edited) {
  const { path, one, noun, item } = edited;
  return new Hono<AppEnv>()
    .post(
      `/${path}/:id/on-sale`,
      describe({
        tag: "Console",
        summary: `Puts a ${one} on sale as it was seen`,
        answers: { 200: { description: "As it stands now", schema: item } },
        refusals: [...ACTS, "CATALOG_CHANGED", "CATALOG_NOT_READY"],
        parameters,
      }),
      act("on-sale", edited),
      valid("param", schemas.OfItem),
      valid("json", edited.seen),
      (c) => handlers.startSale(c, noun, c.req.valid("param").id, c.req.valid("json").version),
    )
    .post(
      `/${path}/:id/off-sale`,
      describe({
        tag: "Console",
        summary: `Takes a ${one} off sale; what was bought stays`,
        answers: { 200: { description: "As it stands now", schema: item } },
        refusals: BARE_ACTS,
        parameters,
      }),
      act("off-sale", edited),
      valid("param", schemas.OfItem),
      (c) => handlers.endSale(c, noun, c.req.valid("param").id),
    );
}

const ordering = (edited: Edited) =>
  new Hono<AppEnv>().post(
    `/${edited.path}/order`,
    describe({
      tag: "Console",
      summary: `Changes the order of ${edited.many.toLowerCase()}`,
      answers: { 200: { description: "The order now", schema: schemas.CatalogOrdered } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "CATALOG_CHANGED"],
    }),
    act("order", edited),
    valid("json", schemas.CatalogOrder),
    (c) => handlers.order(c, edited.noun, c.req.valid("json")),
  );

const stocking = (edited: Edited) =>
  new Hono<AppEnv>().post(
    `/${edited.path}/:id/stock`,
    describe({
      tag: "Console",
      summary: "Sets the units that are left, where they are as many as were seen",
      answers: { 200: { description: "As it stands now", schema: edited.item } },
      refusals: [...ACTS, "CATALOG_CHANGED"],
      parameters,
    }),
    act("stock", edited),
    valid("param", schemas.OfItem),
    valid("json", schemas.StockChange),
    (c) => handlers.stock(c, edited.noun, c.req.valid("param").id, c.req.valid("json")),
  );

/** What is on sale and what is counted, as operators edit it. */
export const catalog = new Hono<AppEnv>();
for (const edited of EDITED) {
  catalog.route("/", looking(edited));
  catalog.route("/", selling(edited));
  if (edited.has.order) catalog.route("/", ordering(edited));
  if (edited.has.stock) catalog.route("/", stocking(edited));
  catalog.route("/", writing(edited));
}
