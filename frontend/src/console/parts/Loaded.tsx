import { type Accessor, type JSX, Show } from "solid-js";
import type { Remote } from "../../shared/primitives/createRemote.ts";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";

interface LoadedProps<T> {
  remote: Remote<T>;
  onRetry: () => void;
  children: (value: Accessor<T>) => JSX.Element;
}

/** What a page is about: waiting, failed, or there. What was shown stays while it is read again. */
export const Loaded = <T extends object>(props: LoadedProps<T>) => (
  <>
    <Show when={props.remote.failure}>
      {(failure) => (
        <LoadFailure failure={failure()} busy={props.remote.loading} onRetry={props.onRetry} />
      )}
    </Show>
    <Show
      when={props.remote.value}
      fallback={
        <Show when={!props.remote.failure}>
          <div class="console-wait" />
        </Show>
      }
    >
      {(value) => props.children(value)}
    </Show>
  </>
);
