import { t } from "../../shared/i18n/index.ts";
import { Words } from "../../shared/ui/Words.tsx";
import type { InvoiceSummary } from "../api.ts";

/** A credit note was neither paid nor is it due: it says what was given back. */
export function StatusBadge(props: { of: Pick<InvoiceSummary, "kind" | "status"> }) {
  const status = () => (props.of.kind === "credit-note" ? "credited" : props.of.status);
  return (
    <span class={`badge invoice-${status()}`}>
      <Words text={t(`portal.billing.status.${status()}`)} />
    </span>
  );
}
