import type { Component } from "solid-js";
import type { TextKey } from "./i18n/index.ts";

export type IconName = "bolt" | "layers" | "receipt";

export interface PageMeta {
  /** Heading and document title. */
  title: TextKey;
  /** What can be done here, under the heading. */
  lead?: TextKey;
  /** Part of this system, and offered where a link to a page can be chosen. */
  inSystem: boolean;
  inLinkSelector: boolean;
}

export interface MenuEntry {
  group: TextKey;
  label: TextKey;
  /** What the page is for, for places with room to say it. */
  about: TextKey;
  icon: IconName;
  /** The operator's switch that hides the entry. */
  hiddenWhenClosed?: "coze";
}

export interface PageEntry {
  path: string;
  /** With the menu beside it, or on its own. */
  layout: "settings" | "plain";
  load: () => Promise<{ default: Component }>;
  meta: PageMeta;
  menu?: MenuEntry;
  /** Where the back button leads. */
  back?: string;
  /** What the page is asked with, where it is something else without. */
  usualQuery?: string;
}

export const PATHS = {
  home: "/",
  recharge: "/profile/personal-rights/recharge-center",
  coze: "/profile/personal-rights/coze-package-center",
  cozeResult: "/profile/personal-rights/coze-package-result",
  records: "/profile/personal-rights/records",
  agreement: "/agreement",
} as const;

const TERMS_QUERY = "?type=agreement&item=payment";
export const TERMS_PATH = PATHS.agreement + TERMS_QUERY;
export const resultPath = (orderId: string) => `${PATHS.cozeResult}?orderId=${orderId}`;

/** Every page. The router, the menu (in this order), the titles and the link selector are made from it. */
export const PAGES: PageEntry[] = [
  {
    path: PATHS.home,
    layout: "plain",
    load: () => import("./pages/home.tsx"),
    meta: { title: "menu.home", inSystem: true, inLinkSelector: true },
  },
  {
    path: PATHS.recharge,
    layout: "settings",
    load: () => import("./pages/recharge-center.tsx"),
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
      hiddenWhenClosed: "coze",
    },
  },
  {
    path: PATHS.records,
    layout: "settings",
    load: () => import("./pages/records.tsx"),
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
    meta: { title: "menu.cozePackageResult", inSystem: true, inLinkSelector: false },
    back: PATHS.records,
    usualQuery: "?orderId=",
  },
  {
    path: PATHS.agreement,
    layout: "plain",
    load: () => import("./pages/agreement.tsx"),
    meta: { title: "menu.agreement", inSystem: true, inLinkSelector: false },
    usualQuery: TERMS_QUERY,
  },
  {
    path: "*rest",
    layout: "plain",
    load: () => import("./pages/not-found.tsx"),
    meta: { title: "menu.notFound", inSystem: false, inLinkSelector: false },
  },
];

export interface MenuGroup {
  label: TextKey;
  entries: { path: string; menu: MenuEntry }[];
}

/** The menu's groups in the table's order, without what the operator has closed. */
export function menuGroups(closed: (name: "coze") => boolean, pages = PAGES): MenuGroup[] {
  const groups: MenuGroup[] = [];
  for (const { path, menu } of pages) {
    if (!menu || (menu.hiddenWhenClosed && closed(menu.hiddenWhenClosed))) continue;
    const group = groups.find((known) => known.label === menu.group);
    if (group) group.entries.push({ path, menu });
    else groups.push({ label: menu.group, entries: [{ path, menu }] });
  }
  return groups;
}

/** The pages that a link can be made to. */
export const selectableLinks = (pages = PAGES): { path: string; title: TextKey }[] =>
  pages
    .filter(({ meta }) => meta.inSystem && meta.inLinkSelector)
    .map(({ path, meta }) => ({ path, title: meta.title }));

export const pageAt = (pathname: string, pages = PAGES): PageEntry | undefined => {
  const trimmed = pathname === "/" ? pathname : pathname.replace(/\/+$/, "");
  return pages.find(({ path }) => path === trimmed) ?? pages.find(({ path }) => path === "*rest");
};
