import { useLocation } from "@solidjs/router";
import { createContext, createMemo, type ParentProps, useContext } from "solid-js";
import { signOut } from "../api/auth.ts";
import { createCredits } from "../credits/createCredits.ts";
import { language } from "../i18n/index.ts";
import { type Customer, type FrameFacts, type PageData, sessionData } from "../pageData.ts";
import { menuGroups, type PageEntry, pageAt } from "../pages.ts";
import { onAccountChanged } from "../primitives/accountChanges.ts";
import { createRefresh } from "../primitives/createRefresh.ts";
import { createRemote, type Remote } from "../primitives/createRemote.ts";

type Site = ReturnType<typeof createSite>;

/** What the frame and every page know: the pages, the data of the one that is shown, and who is signed in. */
function createSite(pages: readonly PageEntry[]) {
  const location = useLocation();
  const page = createMemo(() => pageAt(pages, location.pathname));
  const wanted = createMemo(() => page()?.data ?? sessionData);

  const named = new Set(pages.flatMap(({ data }) => data ?? []));
  const remotes = new Map([...named].map((data) => [data, createPageRemote(data, wanted)]));
  // A page without data, or whose request failed, still needs to know who is signed in.
  const isNeeded = () => {
    const own = remotes.get(wanted())?.[0];
    return own === undefined || (own.failure !== undefined && own.value === undefined);
  };
  const session = createRemote(
    () => (isNeeded() ? "ask" : undefined),
    () => sessionData.read(false),
  );
  remotes.set(sessionData, session);

  /** From this page's answer; until it has arrived, from an earlier page's. */
  const facts = createMemo<FrameFacts | undefined>(() => {
    for (const data of [wanted(), ...remotes.keys()]) {
      const value = remotes.get(data)?.[0].value;
      if (value) return data.facts(value);
    }
    return undefined;
  });
  /** undefined: not known yet; null: a guest. */
  const customer = createMemo<Customer | null | undefined>(() => {
    const known = facts();
    if (known) return known.customer;
    return session[0].failure ? null : undefined;
  });
  const isClosed = (path: string): boolean => facts()?.closed.includes(path) ?? false;

  const reload = async (fresh?: boolean) => remotes.get(wanted())?.[1](fresh);
  createRefresh(() => reload());
  // The page on which it happened reads its own data itself.
  onAccountChanged((from) => from === "another page" && void reload());
  const credits = createCredits(customer);

  return {
    pages,
    page,
    customer,
    credits,
    isClosed,
    menu: () => menuGroups(pages, isClosed),
    /** A page's own data, as it stands. */
    dataOf: <T extends object>(data: PageData<T>): Remote<T> => {
      const remote = remotes.get(data)?.[0];
      if (!remote) throw new Error(`no page of the table names ${data.address}`);
      return remote as Remote<T>;
    },
    /** Reads the data of the page that is shown again. */
    reload,
    signOut: async (from: { everywhere: boolean }) => {
      const answer = await signOut(from);
      // The data on the screen is read again; the rest, which may name the customer, is dropped.
      if (answer.ok) await Promise.all([...remotes.values()].map(([, again]) => again()));
      if (answer.ok) await credits.reload();
      return answer;
    },
  };
}

/** Reads the data while its page is shown, and keeps it afterwards. */
const createPageRemote = (data: PageData, wanted: () => PageData) =>
  createRemote<string, object>(
    () => (wanted() === data ? language() : undefined),
    (_language, fresh) => data.read(fresh),
  );

const SiteContext = createContext<Site>();

export const SiteProvider = (props: ParentProps<{ pages: readonly PageEntry[] }>) => (
  <SiteContext.Provider value={createSite(props.pages)}>{props.children}</SiteContext.Provider>
);

export function useSite(): Site {
  const site = useContext(SiteContext);
  if (!site) throw new Error("useSite needs a SiteProvider above it");
  return site;
}
