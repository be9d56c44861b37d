import { createUniqueId, For } from "solid-js";
import type { PayWay } from "../api/types.ts";
import { PayMark } from "./PayMark.tsx";

interface PayWaysProps {
  ways: PayWay[];
  chosen: number | undefined;
  onChoose: (payType: number) => void;
  label: string;
  /** Small, for the dialog. */
  compact?: boolean;
}

/** Radio cards: the whole card is the target, arrow keys move. */
export function PayWays(props: PayWaysProps) {
  const name = createUniqueId();
  return (
    <fieldset class="choice" classList={{ compact: props.compact === true }}>
      <legend>{props.label}</legend>
      <div class="pay-ways">
        <For each={props.ways}>
          {(way) => (
            <label class="card option pay-way">
              <input
                type="radio"
                name={name}
                value={way.payType}
                checked={props.chosen === way.payType}
                onChange={() => props.onChoose(way.payType)}
              />
              <PayMark payType={way.payType} logo={way.logo} />
              <span class="pay-way-name">{way.name}</span>
              <span class="ring" aria-hidden="true" />
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
