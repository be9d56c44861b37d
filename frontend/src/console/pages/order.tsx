import { useParams } from "@solidjs/router";
import { Show } from "solid-js";
import { LoadFailure } from "../../shared/ui/LoadFailure.tsx";
import { readOrder } from "../api/client.ts";
import { OrderFileView } from "../orders/OrderFileView.tsx";
import { createRead } from "../parts/createRead.ts";

/** One order: why it is as it is, what moves it on, and everything that touched it. */
export default function Order() {
  const params = useParams<{ id: string }>();
  const [remote, reload] = createRead(() => params.id, readOrder);
  return (
    <>
      <Show when={remote.failure}>
        {(failure) => (
          <LoadFailure failure={failure()} busy={remote.loading} onRetry={() => void reload()} />
        )}
      </Show>
      <Show
        when={remote.value}
        fallback={
          <Show when={!remote.failure}>
            <div class="console-wait" />
          </Show>
        }
      >
        {(file) => <OrderFileView file={file()} onChanged={() => void reload()} />}
      </Show>
    </>
  );
}
