import { A } from "@solidjs/router";
import { addressOfOrder } from "../pages.ts";

export const OrderLink = (props: { orderNo: string }) => (
  <A class="number" href={addressOfOrder(props.orderNo)}>
    {props.orderNo}
  </A>
);

export const CustomerLink = (props: { id: string; name?: string | null }) => (
  <span>{props.name || props.id}</span>
);
