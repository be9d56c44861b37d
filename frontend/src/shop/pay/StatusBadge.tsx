import { t } from "../../shared/i18n/index.ts";
import { Words } from "../../shared/ui/Words.tsx";
import type { OrderStatus } from "../api/types.ts";

export function StatusBadge(props: { status: OrderStatus }) {
  return (
    <span class={`badge status ${props.status}`}>
      <Words text={t(`pay.status.${props.status}`)} />
    </span>
  );
}
