import { createContext, type ParentProps, useContext } from "solid-js";
import type { Failure } from "../shared/api/answer.ts";
import { createRefresh } from "../shared/primitives/createRefresh.ts";
import { createRemote } from "../shared/primitives/createRemote.ts";
import { readMe } from "./api/client.ts";
import type { ConsoleMe, Right } from "./api/types.ts";

/** A role that was changed or taken away is noticed within a minute. */
const ASK_AGAIN_MS = 60_000;

interface Session {
  me: () => ConsoleMe | undefined;
  failure: () => Failure | undefined;
  can: (right: Right) => boolean;
  reload: () => Promise<void>;
}

const Context = createContext<Session>();

/** Who is signed in to the console, and what that may do. */
export function SessionProvider(props: ParentProps) {
  const [remote, reload] = createRemote(
    () => true,
    () => readMe(),
  );
  createRefresh(reload, ASK_AGAIN_MS);
  const session: Session = {
    me: () => remote.value,
    failure: () => remote.failure,
    can: (right) => remote.value?.rights.includes(right) ?? false,
    reload: () => reload(),
  };
  return <Context.Provider value={session}>{props.children}</Context.Provider>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("useSession outside SessionProvider");
  return session;
}
