import { createContext, createMemo, type ParentProps, useContext } from "solid-js";
import { readMe, signOut } from "../api/auth.ts";
import { readCenter } from "../api/coze.ts";
import { language } from "../i18n/index.ts";
import { createRefresh } from "./createRefresh.ts";
import { createRemote } from "./createRemote.ts";

export interface Customer {
  id: string;
  username: string;
  avatar: string;
}

function createCenter() {
  const [center, reload] = createRemote(language, (_language, fresh) => readCenter(fresh));
  // The centre's answer names the customer. Only where it failed is the session asked on its own.
  const [me] = createRemote(
    () => (center.failure && !center.value ? "ask" : undefined),
    () => readMe(),
  );

  createRefresh(() => reload());

  /** undefined: not known yet; null: a guest. */
  const customer = createMemo<Customer | null | undefined>(() => {
    if (center.value) return center.value.user ?? null;
    if (me.value) return me.value;
    return me.failure ? null : undefined;
  });

  const leave = async () => {
    const answer = await signOut();
    if (answer.ok) await reload();
    return answer;
  };

  /** Whether the Coze centre is in the menu: until the operator is known to have closed it. */
  const isCozeOpen = () => center.value?.status !== false;
  return { center, reload, customer, isCozeOpen, signOut: leave };
}

const Center = createContext<ReturnType<typeof createCenter>>();

/** One request serves the menu, the account and the centre page. */
export const CenterProvider = (props: ParentProps) => (
  <Center.Provider value={createCenter()}>{props.children}</Center.Provider>
);

export function useCenter() {
  const center = useContext(Center);
  if (!center) throw new Error("useCenter needs a CenterProvider above it");
  return center;
}
