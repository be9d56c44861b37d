import { t } from "../../shared/i18n/index.ts";

export type LiveState = "preparing" | "failed" | "waiting" | "expired" | "received";

/** The one line that says what is happening, read aloud when it changes. */
export function LiveLine(props: { state: LiveState }) {
  return (
    <p class={`live-line ${props.state}`} role="status">
      <span class="live-dot" aria-hidden="true" />
      {t(`pay.live.${props.state}`)}
    </p>
  );
}
