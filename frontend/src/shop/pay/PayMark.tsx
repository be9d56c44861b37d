import { Match, Switch } from "solid-js";
import { gatewayOf } from "../api/payways.ts";

/** The gateway's own mark, in its own colour; the only colours on the page that are not ours. */
export function PayMark(props: { payType: number; logo?: string | undefined; class?: string }) {
  return (
    <Switch
      fallback={<img class={`pay-mark ${props.class ?? ""}`} src={props.logo ?? ""} alt="" />}
    >
      <Match when={gatewayOf(props.payType) !== "other"}>
        <img
          class={`pay-mark ${props.class ?? ""}`}
          src={`/pay/${gatewayOf(props.payType)}.svg`}
          alt=""
          width="30"
          height="30"
        />
      </Match>
    </Switch>
  );
}
