import { PORTAL_PAGES } from "./portal/pages.ts";
import type { PageEntry } from "./shared/pages.ts";
import { PATHS, TERMS_QUERY } from "./shared/paths.ts";
import { cozeCenter } from "./shop/center/data.ts";
import { SHOP_PAGES } from "./shop/pages.ts";

/** Every page. The router, the menu (in this order), the titles and the link selector are made from it. */
export const PAGES: PageEntry[] = [
  {
    path: PATHS.home,
    layout: "plain",
    load: () => import("./shop/pages/home.tsx"),
    data: cozeCenter,
    meta: { title: "menu.home", inSystem: true, inLinkSelector: true },
  },
  ...SHOP_PAGES,
  // Who is signed in and what the menu offers comes with the centre's answer, as for the records.
  ...PORTAL_PAGES.map((page) => ({ ...page, data: cozeCenter })),
  {
    path: PATHS.agreement,
    layout: "plain",
    load: () => import("./site/pages/agreement.tsx"),
    data: cozeCenter,
    meta: { title: "menu.agreement", inSystem: true, inLinkSelector: false },
    usualQuery: TERMS_QUERY,
  },
  {
    path: "*rest",
    layout: "plain",
    load: () => import("./site/pages/not-found.tsx"),
    data: cozeCenter,
    meta: { title: "menu.notFound", inSystem: false, inLinkSelector: false },
  },
];
