import { type Accessor, createEffect } from "solid-js";
import { type Answer, needsSignIn } from "../../shared/api/answer.ts";
import { createRemote } from "../../shared/primitives/createRemote.ts";
import { useSession } from "../session.tsx";

/** As createRemote; a session that has ended leads to the sign-in at once. */
export function createRead<S, T extends object>(
  source: Accessor<S | undefined>,
  read: (source: S) => Promise<Answer<T>>,
) {
  const session = useSession();
  const [remote, reload] = createRemote(source, read);
  createEffect(() => {
    if (remote.failure && needsSignIn(remote.failure)) void session.reload();
  });
  return [remote, () => reload()] as const;
}
