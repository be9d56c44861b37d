import type { Component } from "solid-js";
import type { TextKey } from "./i18n/index.ts";
import type { PageData } from "./pageData.ts";
import type { IconName } from "./ui/Icon.tsx";

interface PageMeta {
  /** Heading and document title. */
  title: TextKey;
  /** What can be done here, under the heading. */
  lead?: TextKey;
  /** Part of this system, and offered where a link to a page can be chosen. */
  inSystem: boolean;
  inLinkSelector: boolean;
}

interface MenuEntry {
  group: TextKey;
  label: TextKey;
  /** What the page is for, for places with room to say it. */
  about: TextKey;
  icon: IconName;
  /** Hides the entry while the operator has closed the page; otherwise the page itself says that it is closed. */
  hiddenWhenClosed?: boolean;
}

export interface PageEntry {
  path: string;
  /** With the menu beside it, or on its own. */
  layout: "settings" | "plain";
  load: () => Promise<{ default: Component }>;
  /** What the page asks for first; without it only who is signed in is asked. */
  data?: PageData;
  meta: PageMeta;
  menu?: MenuEntry;
  /** Where the back button leads. */
  back?: string;
  /** The query that the page needs to show its usual content; its outline is drawn with it. */
  usualQuery?: string;
}

export interface MenuGroup {
  label: TextKey;
  entries: { path: string; menu: MenuEntry }[];
}

/** The menu's groups in the table's order, without what the operator has closed. */
export function menuGroups(
  pages: readonly PageEntry[],
  isClosed: (path: string) => boolean,
): MenuGroup[] {
  const groups: MenuGroup[] = [];
  for (const { path, menu } of pages) {
    if (!menu || (menu.hiddenWhenClosed && isClosed(path))) continue;
    const group = groups.find((known) => known.label === menu.group);
    if (group) group.entries.push({ path, menu });
    else groups.push({ label: menu.group, entries: [{ path, menu }] });
  }
  return groups;
}

/** The pages that a link can be made to. */
export const selectableLinks = (pages: readonly PageEntry[]): { path: string; title: TextKey }[] =>
  pages
    .filter(({ meta }) => meta.inSystem && meta.inLinkSelector)
    .map(({ path, meta }) => ({ path, title: meta.title }));

export function pageAt(pages: readonly PageEntry[], pathname: string): PageEntry | undefined {
  const trimmed = pathname === "/" ? pathname : pathname.replace(/\/+$/, "");
  return pages.find(({ path }) => path === trimmed) ?? pages.find(({ path }) => path === "*rest");
}
