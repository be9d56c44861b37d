import { withTexts } from "../shared/i18n/index.ts";
import type { PageEntry } from "../shared/pages.ts";
import { PATHS } from "../shared/paths.ts";

/** What a customer has and manages, in the menu's order. */
export const PORTAL_PAGES: PageEntry[] = [
  {
    path: PATHS.subscription,
    layout: "settings",
    load: () => withTexts("plans", import("./pages/subscription.tsx")),
    meta: {
      title: "menu.subscription",
      lead: "common.portal.subscriptionLead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.accountAndSubscription",
      label: "common.portal.subscription",
      about: "common.home.subscriptionDesc",
      icon: "card",
    },
  },
  {
    path: PATHS.usage,
    layout: "settings",
    load: () => withTexts("portal", import("./pages/usage.tsx")),
    meta: {
      title: "menu.usage",
      lead: "common.portal.usageLead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.accountAndSubscription",
      label: "common.portal.usage",
      about: "common.home.usageDesc",
      icon: "chart",
    },
  },
  {
    path: PATHS.billing,
    layout: "settings",
    load: () => withTexts("portal", import("./pages/billing.tsx")),
    meta: {
      title: "menu.billing",
      lead: "common.portal.billingLead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.accountAndSubscription",
      label: "common.portal.billing",
      about: "common.home.billingDesc",
      icon: "file",
    },
  },
  {
    path: PATHS.account,
    layout: "settings",
    load: () => withTexts("portal", import("./pages/account.tsx")),
    meta: {
      title: "menu.account",
      lead: "common.portal.accountLead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.accountAndSubscription",
      label: "common.portal.account",
      about: "common.home.accountDesc",
      icon: "user",
    },
  },
];
