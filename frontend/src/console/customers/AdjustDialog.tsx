import { createSignal, createUniqueId, For } from "solid-js";
import { change, units } from "../../shared/i18n/format.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { adjust } from "../api/client.ts";
import type { ConsoleAccount } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { amountTyped, type Direction } from "./amount.ts";

const ASSETS = ["power", "credits"] as const;
const REASON_LENGTH_MAX = 200;

interface AdjustDialogProps {
  account: ConsoleAccount;
  onClose: () => void;
  onDone: () => void;
}

/**
 * Adds or takes units, with the sum, the name and what the balance becomes on the screen. One key for one opened dialog:
 * sent again after a lost connection, it is done once. What is typed anew is another act.
 */
export function AdjustDialog(props: AdjustDialogProps) {
  const [asset, setAsset] = createSignal<(typeof ASSETS)[number]>("power");
  const [direction, setDirection] = createSignal<Direction>("add");
  const [typed, setTyped] = createSignal("");
  const [assetId, amountId] = [createUniqueId(), createUniqueId()];
  const amount = () => amountTyped(typed(), direction());
  const name = () => props.account.name || props.account.customerId;
  const now = () => props.account[asset()].available;
  const keys = new Map<string, string>();
  const keyOf = (act: string): string => {
    const known = keys.get(act) ?? crypto.randomUUID();
    keys.set(act, known);
    return known;
  };

  const act = (reason: string) => {
    const body = { asset: asset(), amount: amount() ?? 0, reason };
    return adjust(props.account.customerId, body, keyOf(JSON.stringify(body)));
  };
  return (
    <ActDialog
      open
      title={t("console.adjust.title")}
      desc={t("console.adjust.desc")}
      facts={[
        { name: t("console.column.customer"), value: <strong>{name()}</strong> },
        { name: t("console.adjust.now"), value: units(asset(), now()) },
        {
          name: t("console.adjust.after"),
          value: <strong>{units(asset(), now() + (amount() ?? 0))}</strong>,
        },
      ]}
      act={
        amount() === undefined
          ? t("console.adjust.open")
          : t("console.adjust.act", { amount: change(asset(), amount() ?? 0), name: name() })
      }
      isReady={amount() !== undefined}
      reason={{ label: t("console.adjust.reason"), required: true, maxLength: REASON_LENGTH_MAX }}
      onAct={act}
      done={t("console.adjust.done")}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <fieldset class="scopes">
        <legend>{t("console.adjust.direction")}</legend>
        <For each={["add", "take"] as const}>
          {(value) => (
            <label>
              <input
                type="radio"
                name="direction"
                checked={direction() === value}
                onChange={() => setDirection(value)}
              />
              <span>{t(`console.adjust.${value}`)}</span>
            </label>
          )}
        </For>
      </fieldset>
      <div class="adjust-amount">
        <div class="filter">
          <label for={amountId}>{t("console.adjust.amount")}</label>
          <input
            id={amountId}
            class="day"
            inputmode="numeric"
            autocomplete="off"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </div>
        <div class="filter">
          <label for={assetId}>{t("console.adjust.asset")}</label>
          <span class="select">
            <select
              id={assetId}
              onChange={(event) => setAsset(event.currentTarget.value as "power" | "credits")}
            >
              <For each={ASSETS}>
                {(one) => (
                  <option value={one} selected={one === asset()}>
                    {t(`console.unit.${one}`)}
                  </option>
                )}
              </For>
            </select>
            <Icon name="chevron" />
          </span>
        </div>
      </div>
    </ActDialog>
  );
}
