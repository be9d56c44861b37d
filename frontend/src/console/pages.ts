import type { Component } from "solid-js";
import type { IconName } from "../shared/ui/Icon.tsx";
import type { Attention, Right } from "./api/types.ts";
import type { ConsoleKey } from "./i18n.ts";

export interface ConsolePage {
  /** Below BASE, as the router matches it. */
  path: string;
  load: () => Promise<{ default: Component }>;
  title: ConsoleKey;
  lead: ConsoleKey;
  /** Who has it sees the page; the others are not offered it. */
  right: Right;
  menu?: { group: MenuGroup; icon: IconName; counts?: Attention["kind"][] };
}

export const MENU_GROUPS = ["sales", "invoices", "customers", "catalog", "shop", "people"] as const;
export type MenuGroup = (typeof MENU_GROUPS)[number];

type CatalogNoun = "packages" | "recharge-rules" | "credit-packages" | "plans" | "products";

/** The list of a noun of the catalog, and the editor of one of its rows. */
const catalogPages = (noun: CatalogNoun, icon: IconName): ConsolePage[] => [
  {
    path: `/${noun}`,
    load: async () => ({ default: (await import("./pages/catalog.tsx")).listOf(noun) }),
    title: `console.${noun}.title`,
    lead: `console.${noun}.lead`,
    right: "read",
    menu: { group: "catalog", icon },
  },
  {
    path: `/${noun}/:id`,
    load: async () => ({ default: (await import("./pages/catalog.tsx")).editorOf(noun) }),
    title: `console.${noun}.title`,
    lead: `console.${noun}.editLead`,
    right: "read",
  },
];

/** Every page. The router, the menu (in this order) and the titles are made from it. */
export const PAGES: ConsolePage[] = [
  {
    path: "/",
    load: () => import("./pages/overview.tsx"),
    title: "console.overview.title",
    lead: "console.overview.lead",
    right: "read",
    menu: { group: "sales", icon: "bolt" },
  },
  {
    path: "/orders",
    load: () => import("./pages/orders.tsx"),
    title: "console.orders.title",
    lead: "console.orders.lead",
    right: "read",
    menu: { group: "sales", icon: "receipt" },
  },
  {
    path: "/orders/:id",
    load: () => import("./pages/order.tsx"),
    title: "console.order.title",
    lead: "console.order.lead",
    right: "read",
  },
  {
    path: "/stuck-orders",
    load: () => import("./pages/stuck-orders.tsx"),
    title: "console.stuck.title",
    lead: "console.stuck.lead",
    right: "read",
    menu: { group: "sales", icon: "clock", counts: ["stuck-orders"] },
  },
  {
    path: "/refunds",
    load: () => import("./pages/refunds.tsx"),
    title: "console.refunds.title",
    lead: "console.refunds.lead",
    right: "read",
    menu: { group: "sales", icon: "undo", counts: ["failed-refunds"] },
  },
  {
    path: "/anomalies",
    load: () => import("./pages/anomalies.tsx"),
    title: "console.anomalies.title",
    lead: "console.anomalies.lead",
    right: "read",
    menu: { group: "sales", icon: "alert", counts: ["anomalies"] },
  },
  {
    path: "/reconciliations",
    load: () => import("./pages/reconciliations.tsx"),
    title: "console.reconciliations.title",
    lead: "console.reconciliations.lead",
    right: "read",
    menu: { group: "sales", icon: "layers", counts: ["discrepancies"] },
  },
  {
    path: "/invoices",
    load: () => import("./pages/invoices.tsx"),
    title: "console.invoices.title",
    lead: "console.invoices.lead",
    right: "read",
    menu: { group: "invoices", icon: "file" },
  },
  {
    path: "/invoices/:id",
    load: () => import("./pages/invoice.tsx"),
    title: "console.invoice.title",
    lead: "console.invoice.lead",
    right: "read",
  },
  {
    path: "/invoice-months",
    load: () => import("./pages/invoice-months.tsx"),
    title: "console.months.title",
    lead: "console.months.lead",
    right: "read",
    menu: { group: "invoices", icon: "layers", counts: ["credit-notes", "drafts"] },
  },
  {
    path: "/fapiao",
    load: () => import("./pages/fapiao.tsx"),
    title: "console.fapiao.title",
    lead: "console.fapiao.lead",
    right: "read",
    menu: { group: "invoices", icon: "tag" },
  },
  {
    path: "/seller",
    load: () => import("./pages/seller.tsx"),
    title: "console.seller.title",
    lead: "console.seller.lead",
    right: "read",
    menu: { group: "invoices", icon: "box" },
  },
  {
    path: "/customers",
    load: () => import("./pages/customers.tsx"),
    title: "console.customers.title",
    lead: "console.customers.lead",
    right: "read",
    menu: { group: "customers", icon: "user" },
  },
  {
    path: "/customers/:id",
    load: () => import("./pages/customer.tsx"),
    title: "console.customer.title",
    lead: "console.customer.lead",
    right: "read",
  },
  {
    path: "/subscription-issues",
    load: () => import("./pages/subscription-issues.tsx"),
    title: "console.issues.title",
    lead: "console.issues.lead",
    right: "read",
    menu: { group: "customers", icon: "alert", counts: ["subscription-issues"] },
  },
  {
    path: "/events",
    load: () => import("./pages/events.tsx"),
    title: "console.events.title",
    lead: "console.events.lead",
    right: "read",
    menu: { group: "customers", icon: "clock" },
  },
  ...catalogPages("packages", "box"),
  ...catalogPages("recharge-rules", "coins"),
  ...catalogPages("credit-packages", "tag"),
  ...catalogPages("plans", "card"),
  ...catalogPages("products", "chart"),
  {
    path: "/flags",
    load: () => import("./pages/flags.tsx"),
    title: "console.flags.title",
    lead: "console.flags.lead",
    right: "read",
    menu: { group: "shop", icon: "monitor", counts: ["settings"] },
  },
  {
    path: "/keys",
    load: () => import("./pages/keys.tsx"),
    title: "console.keys.title",
    lead: "console.keys.lead",
    right: "keys",
    menu: { group: "shop", icon: "link" },
  },
  {
    path: "/people",
    load: () => import("./pages/people.tsx"),
    title: "console.people.title",
    lead: "console.people.lead",
    right: "people",
    menu: { group: "people", icon: "lock" },
  },
  {
    path: "/audit",
    load: () => import("./pages/audit.tsx"),
    title: "console.audit.title",
    lead: "console.audit.lead",
    right: "audit",
    menu: { group: "people", icon: "info" },
  },
  {
    path: "/parts",
    load: () => import("./pages/parts.tsx"),
    title: "console.parts.title",
    lead: "console.parts.lead",
    right: "people",
  },
  {
    path: "*rest",
    load: () => import("./pages/not-found.tsx"),
    title: "console.notFound.title",
    lead: "console.notFound.lead",
    right: "read",
  },
];

/** The page at an address below BASE. */
export function pageAt(pathname: string): ConsolePage | undefined {
  const parts = pathname
    .replace(/^\/console/, "")
    .split("/")
    .filter(Boolean);
  return PAGES.find(({ path }) => {
    if (path.startsWith("*")) return true;
    const wanted = path.split("/").filter(Boolean);
    return (
      wanted.length === parts.length &&
      wanted.every((part, at) => part.startsWith(":") || part === parts[at])
    );
  });
}
