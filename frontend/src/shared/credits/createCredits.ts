import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  onCleanup,
  onMount,
} from "solid-js";
import { map } from "../api/answer.ts";
import { readCredits } from "../api/credits.ts";
import type { Credits } from "../api/types.ts";
import type { Customer } from "../pageData.ts";
import { onAccountChanged } from "../primitives/accountChanges.ts";
import { createRefresh } from "../primitives/createRefresh.ts";
import { createRemote, type Remote } from "../primitives/createRemote.ts";
import { whenIdle } from "../primitives/whenIdle.ts";

/** Host products spend at any time. A page in view asks this often; whoever comes back to it sees it at once. */
const REFRESH_INTERVAL_MS = 60_000;

/**
 * A signed-in customer's credits. Asked for once the page's own data has been drawn, so that no page waits for them; `askNow`
 * is for a page that shows them itself.
 */
export function createCredits(customer: Accessor<Customer | null | undefined>) {
  const [due, setDue] = createSignal(false);
  const customerId = createMemo(() => customer()?.id);
  const [remote, reload] = createRemote(
    () => (due() ? customerId() : undefined),
    async (id) => map(await readCredits(), (credits) => ({ of: id, credits })),
  );
  // One customer's balance is never shown under another's name, however late the next answer is.
  const credits: Remote<Credits> = {
    get value() {
      return remote.value?.of === customerId() ? remote.value?.credits : undefined;
    },
    get failure() {
      return remote.failure;
    },
    get loading() {
      return remote.loading;
    },
  };
  createEffect(() => customerId() !== undefined && whenIdle(() => setDue(true)));

  createRefresh(() => reload(), REFRESH_INTERVAL_MS);
  onAccountChanged(() => void reload());
  // Another window beside this one, such as the host product's, hides nothing: only the focus tells.
  const onFocus = () => !credits.loading && void reload();
  onMount(() => {
    window.addEventListener("focus", onFocus);
    onCleanup(() => window.removeEventListener("focus", onFocus));
  });

  return { credits, reload, askNow: () => void setDue(true) };
}
