import { onCleanup, onMount, Show } from "solid-js";
import { networkLost } from "../api/answer.ts";
import { t } from "../i18n/index.ts";
import { isConnected } from "../primitives/connection.ts";
import { showFailure } from "../primitives/toasts.ts";
import { Icon } from "../ui/Icon.tsx";

/** Says that the connection is lost, and keeps a click from ending in the browser's own error page. */
export function Offline() {
  onMount(() => {
    document.addEventListener("click", keepPage, true);
    onCleanup(() => document.removeEventListener("click", keepPage, true));
  });
  return (
    <div role="status" class="offline-place">
      <Show when={!isConnected()}>
        <p class="offline">
          <Icon name="alert" />
          <span>{t("common.label.offline")}</span>
        </p>
      </Show>
    </div>
  );
}

/** Only links that leave the page: what the router shows says by itself what did not arrive. */
function keepPage(event: MouseEvent): void {
  if (isConnected() || !(event.target instanceof Element)) return;
  const link = event.target.closest('a[href][rel~="external"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  showFailure(networkLost());
}
