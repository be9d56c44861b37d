import { useLocation } from "@solidjs/router";
import { createContext, createMemo, type ParentProps, useContext } from "solid-js";
import { readMe, signOut } from "../api/auth.ts";
import { readCenter } from "../api/coze.ts";
import { readCenter as readRecharge } from "../api/recharge.ts";
import { language } from "../i18n/index.ts";
import { PATHS, pageAt } from "../routes.ts";
import { createRefresh } from "./createRefresh.ts";
import { createRemote } from "./createRemote.ts";

export interface Customer {
  id: string;
  username: string;
  avatar: string;
}

/** Each centre's answer also says what the frame needs, so a page asks for one of them and nothing else. */
function createCenter() {
  const location = useLocation();
  const inRecharge = createMemo(() => pageAt(location.pathname)?.path === PATHS.recharge);
  const [center, reloadCenter] = createRemote(
    () => (inRecharge() ? undefined : language()),
    (_language, fresh) => readCenter(fresh),
  );
  const [recharge, reloadRecharge] = createRemote(
    () => (inRecharge() ? language() : undefined),
    (_language, fresh) => readRecharge(fresh),
  );
  const current = () => (inRecharge() ? recharge : center);
  const known = () => current().value ?? center.value ?? recharge.value;
  const reload = (fresh?: boolean) => (inRecharge() ? reloadRecharge(fresh) : reloadCenter(fresh));

  // The centre's answer names the customer. Only where it failed is the session asked on its own.
  const [me] = createRemote(
    () => (current().failure && !current().value ? "ask" : undefined),
    () => readMe(),
  );

  createRefresh(() => reload());

  /** undefined: not known yet; null: a guest. */
  const customer = createMemo<Customer | null | undefined>(() => {
    const answer = known();
    if (answer) return answer.user ?? null;
    if (me.value) return me.value;
    return me.failure ? null : undefined;
  });

  const leave = async () => {
    const answer = await signOut();
    // One of them is read again, the other forgets whom it knew.
    if (answer.ok) await Promise.all([reloadCenter(), reloadRecharge()]);
    return answer;
  };

  /** Whether the Coze centre is in the menu: until the operator is known to have closed it. */
  const isCozeOpen = () => {
    const answer = known();
    if (!answer) return true;
    return "status" in answer ? answer.status : answer.cozePackageStatus;
  };
  return { center, recharge, reload, customer, isCozeOpen, signOut: leave };
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
