import { createSignal, createUniqueId, For } from "solid-js";
import { change, units } from "../../shared/i18n/format.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { adjust } from "../api/client.ts";
import type { ConsoleAccount } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { amountTyped, type Direction } from "./amount.ts";

const ASSETS = ["power", "credits"] as const;
type Asset = (typeof ASSETS)[number];
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
  const [asset, setAsset] = createSignal<Asset>("power");
  const [direction, setDirection] = createSignal<Direction>("add");
  const [typed, setTyped] = createSignal("");
  const amount = () => amountTyped(typed(), direction());
  const name = () => props.account.name || props.account.customerId;
  const now = () => props.account[asset()].available;
  const keyOf = createActKeys();

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
      <DirectionChoice direction={direction()} onChoose={setDirection} />
      <div class="adjust-amount">
        <AmountField typed={typed()} onType={setTyped} />
        <AssetChoice asset={asset()} onChoose={setAsset} />
      </div>
    </ActDialog>
  );
}

/** The same key for the same act, for as long as the dialog is open. */
function createActKeys() {
  const keys = new Map<string, string>();
  return (act: string): string => {
    const known = keys.get(act) ?? crypto.randomUUID();
    keys.set(act, known);
    return known;
  };
}

function DirectionChoice(props: {
  direction: Direction;
  onChoose: (direction: Direction) => void;
}) {
  return (
    <fieldset class="scopes">
      <legend>{t("console.adjust.direction")}</legend>
      <For each={["add", "take"] as const}>
        {(value) => (
          <label>
            <input
              type="radio"
              name="direction"
              checked={props.direction === value}
              onChange={() => props.onChoose(value)}
            />
            <span>{t(`console.adjust.${value}`)}</span>
          </label>
        )}
      </For>
    </fieldset>
  );
}

function AmountField(props: { typed: string; onType: (typed: string) => void }) {
  const id = createUniqueId();
  return (
    <div class="filter">
      <label for={id}>{t("console.adjust.amount")}</label>
      <input
        id={id}
        class="day"
        inputmode="numeric"
        autocomplete="off"
        value={props.typed}
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
    </div>
  );
}

function AssetChoice(props: { asset: Asset; onChoose: (asset: Asset) => void }) {
  const id = createUniqueId();
  return (
    <div class="filter">
      <label for={id}>{t("console.adjust.asset")}</label>
      <span class="select">
        <select id={id} onChange={(event) => props.onChoose(event.currentTarget.value as Asset)}>
          <For each={ASSETS}>
            {(one) => (
              <option value={one} selected={one === props.asset}>
                {t(`console.unit.${one}`)}
              </option>
            )}
          </For>
        </select>
        <Icon name="chevron" />
      </span>
    </div>
  );
}
