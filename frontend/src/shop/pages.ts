import { withTexts } from "../shared/i18n/index.ts";
import type { PageEntry } from "../shared/pages.ts";
import { PATHS } from "../shared/paths.ts";
import { cozeCenter, rechargeCenter } from "./center/data.ts";

/** Everything about buying and what was bought, in the menu's order. */
export const SHOP_PAGES: PageEntry[] = [
  {
    path: PATHS.recharge,
    layout: "settings",
    load: () => import("./pages/recharge-center.tsx"),
    data: rechargeCenter,
    meta: {
      title: "menu.rechargeCenter",
      lead: "web-personal-rights.rechargeCenter.lead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.personalRights",
      label: "common.personalRights.rechargeCenter",
      about: "common.home.rechargeDesc",
      icon: "bolt",
    },
  },
  {
    path: PATHS.coze,
    layout: "settings",
    load: () => import("./pages/coze-package-center.tsx"),
    data: cozeCenter,
    meta: {
      title: "menu.cozePackageCenter",
      lead: "web-personal-rights.cozePackageCenter.lead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.personalRights",
      label: "common.personalRights.cozePackageCenter",
      about: "common.home.cozeDesc",
      icon: "layers",
      hiddenWhenClosed: true,
    },
  },
  {
    path: PATHS.credits,
    layout: "settings",
    load: () => import("./pages/credits.tsx"),
    data: cozeCenter,
    meta: {
      title: "menu.credits",
      lead: "credits.lead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.personalRights",
      label: "credits.title",
      about: "credits.about",
      icon: "coins",
    },
  },
  {
    path: PATHS.records,
    layout: "settings",
    load: () => import("./pages/records.tsx"),
    data: cozeCenter,
    meta: { title: "menu.records", inSystem: true, inLinkSelector: true },
    back: PATHS.home,
    menu: {
      group: "common.label.personalRights",
      label: "common.personalRights.records",
      about: "common.home.recordsDesc",
      icon: "receipt",
    },
  },
  {
    path: PATHS.cozeResult,
    layout: "settings",
    load: () => import("./pages/coze-package-result.tsx"),
    data: cozeCenter,
    meta: { title: "menu.cozePackageResult", inSystem: true, inLinkSelector: false },
    back: PATHS.records,
    usualQuery: "?orderId=",
  },
  {
    path: PATHS.pricing,
    layout: "settings",
    load: () => withTexts("plans", import("./pages/pricing.tsx")),
    data: cozeCenter,
    meta: {
      title: "menu.pricing",
      lead: "common.portal.pricingLead",
      inSystem: true,
      inLinkSelector: true,
    },
    back: PATHS.home,
    menu: {
      group: "common.label.accountAndSubscription",
      label: "common.portal.pricing",
      about: "common.home.pricingDesc",
      icon: "tag",
    },
  },
];
