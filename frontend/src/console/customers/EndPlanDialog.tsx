import { A } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { moment } from "../../shared/i18n/format.ts";
import { type Ending, type EndWay, endPlan } from "../api/events.ts";
import type { ConsoleAccount } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";

interface EndPlanDialogProps {
  account: ConsoleAccount;
  ending: Ending;
  onClose: () => void;
  onDone: () => void;
}

const REASON_LENGTH_MAX = 200;

/**
 * Asks again, with the plan, the customer's name and what is lost. Only the plan that was shown is ended, so that pressing it
 * again, or late, ends nothing that came since.
 */
export function EndPlanDialog(props: EndPlanDialogProps) {
  const [way, setWay] = createSignal<EndWay>(props.ending.ways[0] ?? "at-once");
  const name = () => props.account.name || props.account.customerId;
  // What is paid already may begin after a time without a plan: then another one than the present is ended.
  const plan = () =>
    props.account.plan.id === props.ending.planId ? props.account.plan.name : props.ending.planId;
  const until = () =>
    props.ending.endsAt ? moment(props.ending.endsAt) : t("console.endPlan.noEnd");
  const orders = () =>
    `/orders?${new URLSearchParams({ customer: props.account.customerId, kind: "subscription" })}`;
  return (
    <ActDialog
      open
      title={t("console.endPlan.title")}
      desc={t("console.endPlan.desc")}
      facts={[
        { name: t("console.column.customer"), value: <strong>{name()}</strong> },
        { name: t("console.customers.plan"), value: <strong>{plan()}</strong> },
        { name: t("console.endPlan.until"), value: until() },
        { name: t("console.endPlan.lost"), value: t(`console.endPlan.lostBy.${way()}`) },
      ]}
      act={t("console.endPlan.act", { plan: plan(), name: name() })}
      danger
      reason={{ label: t("console.endPlan.reason"), required: true, maxLength: REASON_LENGTH_MAX }}
      onAct={(reason) =>
        endPlan(props.account.customerId, { ref: props.ending.ref, way: way(), reason })
      }
      done={t("console.endPlan.done")}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <Show when={props.ending.ways.length > 1}>
        <fieldset class="scopes">
          <legend>{t("console.endPlan.when")}</legend>
          <For each={props.ending.ways}>
            {(value) => (
              <label>
                <input
                  type="radio"
                  name="way"
                  checked={way() === value}
                  onChange={() => setWay(value)}
                />
                <span>{t(`console.endPlan.way.${value}`)}</span>
              </label>
            )}
          </For>
        </fieldset>
      </Show>
      <A class="text-button" href={orders()}>
        {t("console.endPlan.orders")}
      </A>
    </ActDialog>
  );
}
