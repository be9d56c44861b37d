import { t } from "../../shared/i18n/index.ts";
import { Words } from "../../shared/ui/Words.tsx";

export type LiveState =
  | "preparing"
  | "failed"
  | "waiting"
  | "expired"
  | "replaced"
  | "received"
  | "declined"
  | "confirming"
  | "offline"
  | "reconnecting"
  | "signedOut"
  | "gone";

/** The one line that says what is happening, read aloud when it changes. */
export function LiveLine(props: { state: LiveState }) {
  return (
    // What failed stands in the code's place already: here it is only read aloud.
    <p
      class={`live-line ${props.state}`}
      classList={{ "visually-hidden": props.state === "failed" }}
      role="status"
    >
      <span class="live-dot" aria-hidden="true" />
      <Words text={t(`pay.live.${props.state}`)} />
    </p>
  );
}
