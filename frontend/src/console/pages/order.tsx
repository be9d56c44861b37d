import { useParams } from "@solidjs/router";
import { readOrder } from "../api/client.ts";
import { OrderFileView } from "../orders/OrderFileView.tsx";
import { createRead } from "../parts/createRead.ts";
import { Loaded } from "../parts/Loaded.tsx";

/** One order: why it is as it is, what moves it on, and everything that touched it. */
export default function Order() {
  const params = useParams<{ id: string }>();
  const [remote, reload] = createRead(() => params.id, readOrder);
  return (
    <Loaded remote={remote} onRetry={() => void reload()}>
      {(file) => <OrderFileView file={file()} onChanged={() => void reload()} />}
    </Loaded>
  );
}
