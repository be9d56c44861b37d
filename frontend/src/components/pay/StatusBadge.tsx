import type { OrderStatus } from "../../api/types.ts";
import { t } from "../../i18n/index.ts";

export function StatusBadge(props: { status: OrderStatus }) {
  return <span class={`badge status ${props.status}`}>{t(`pay.status.${props.status}`)}</span>;
}
