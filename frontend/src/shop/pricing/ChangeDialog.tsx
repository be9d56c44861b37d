import { createUniqueId, For, Match, Show, Switch } from "solid-js";
import { seenControl, seenWords } from "../../shared/embedding.ts";
import { day, money, units, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { refusalText } from "../../shared/plans/words.ts";
import { serverNow } from "../../shared/primitives/clock.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Modal } from "../../shared/ui/Modal.tsx";
import { Price } from "../../shared/ui/Price.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { PayWay, Plan, Preview } from "../api/types.ts";
import { PayWays } from "../pay/PayWays.tsx";
import type { PlanChanging } from "./createPlanChange.ts";
import { actOf } from "./offer.ts";
import { confirmText, promises } from "./promises.ts";

interface ChangeDialogProps {
  changing: PlanChanging;
  ways: PayWay[];
}

/** What a change costs and does, before it is made; nothing happens until it is confirmed. */
export function ChangeDialog(props: ChangeDialogProps) {
  const title = createUniqueId();
  return (
    <Modal
      class="change-dialog"
      open={props.changing.state.plan !== undefined}
      labelledBy={title}
      onClose={props.changing.close}
    >
      <Show when={props.changing.state.plan}>
        {(plan) => <Change {...props} plan={plan()} title={title} />}
      </Show>
    </Modal>
  );
}

function Change(props: ChangeDialogProps & { plan: Plan; title: string }) {
  const state = () => props.changing.state;
  const ways = () => props.ways.filter(({ payType }) => props.plan.payTypes.includes(payType));
  const act = () => actOf(props.plan) ?? "subscribe";
  return (
    <>
      <button
        type="button"
        class="icon-button dialog-close"
        aria-label={t("common.action.close")}
        onClick={props.changing.close}
      >
        <Icon name="close" />
      </button>
      <h2 id={props.title} tabindex="-1" autofocus class="change-title">
        {t(`plans.change.title.${act()}`, { name: props.plan.name })}
      </h2>
      <Show when={ways().length > 1}>
        <PayWays
          compact
          ways={ways()}
          chosen={state().payType}
          label={t("plans.change.payWay")}
          onChoose={props.changing.chooseWay}
        />
      </Show>
      <div class="change-body" aria-busy={state().busy === "preview"}>
        <Switch fallback={<Waiting />}>
          <Match when={state().failure}>
            {(failure) => (
              <p class="change-refusal" role="alert">
                <Icon name="alert" />
                <Words text={refusalText(failure())} />
              </p>
            )}
          </Match>
          <Match when={state().preview}>
            {(preview) => (
              <Summary preview={preview()} plan={props.plan} payType={state().payType} />
            )}
          </Match>
        </Switch>
        <p class="visually-hidden" role="status">
          <Words text={state().busy === "preview" ? t("plans.change.calculating") : ""} />
        </p>
      </div>
      <Show when={state().repriced}>
        <p class="change-refusal" role="alert">
          <Icon name="info" />
          <Words text={t("plans.change.priceChanged")} />
        </p>
      </Show>
      <Actions {...props} />
    </>
  );
}

function Actions(props: ChangeDialogProps & { plan: Plan }) {
  const state = () => props.changing.state;
  return (
    <div class="dialog-actions">
      <Button onClick={props.changing.close}>{t("plans.change.cancel")}</Button>
      <Show
        when={!state().failure}
        fallback={
          <Button look="primary" onClick={props.changing.again}>
            {t("plans.change.retry")}
          </Button>
        }
      >
        <Button
          ref={(element) => seenControl(element)}
          look="primary"
          disabled={!state().preview}
          busy={state().busy !== undefined && state().preview !== undefined}
          onClick={props.changing.confirm}
        >
          {confirmText(props.plan, state().payType, state().preview)}
        </Button>
      </Show>
    </div>
  );
}

function Summary(props: { preview: Preview; plan: Plan; payType: number }) {
  const currency = () => props.preview.currency;
  return (
    <>
      <Show when={props.preview.lines.length > 1}>
        <dl class="facts change-lines">
          <For each={props.preview.lines}>
            {(line) => (
              <div>
                <dt lang={line.lang}>{line.text}</dt>
                <dd>{money(line.amount, currency())}</dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
      <p class="change-due" ref={(element) => seenWords(element)}>
        <span>{t("plans.change.dueNow")}</span>
        <Price amount={props.preview.dueNow} currency={currency()} class="large" />
      </p>
      <Facts {...props} />
      <ul class="change-promises small">
        <For each={promises(props.plan, props.payType, props.preview)}>
          {(text) => (
            <li>
              <Icon name="info" />
              <span>{text}</span>
            </li>
          )}
        </For>
      </ul>
    </>
  );
}

/** Between the preview and the look at it some time passes. */
const SOON_MS = 60_000;

function Facts(props: { preview: Preview; plan: Plan }) {
  const effective = () => {
    const { effectiveAt, dueNow } = props.preview;
    if (Date.parse(effectiveAt) > serverNow() + SOON_MS) return day(effectiveAt);
    return Number(dueNow) > 0 ? t("plans.change.now") : t("plans.change.atOnce");
  };
  const next = () => {
    const { nextCharge } = props.preview;
    if (!nextCharge) return t("plans.change.none");
    const amount = money(nextCharge.amount, nextCharge.currency);
    return t("plans.change.nextChargeAt", { amount, date: day(nextCharge.at) });
  };
  const credits = () =>
    t("plans.change.creditsChange", {
      now: whole(props.preview.creditsNow),
      after: units("credits", props.preview.creditsAfter),
    });
  return (
    <dl class="facts">
      <div>
        <dt>{t("plans.change.effective")}</dt>
        <dd>{effective()}</dd>
      </div>
      <div>
        <dt>{t("plans.change.credits")}</dt>
        <dd>{credits()}</dd>
      </div>
      <div>
        <dt>{t("plans.change.nextCharge")}</dt>
        <dd>{next()}</dd>
      </div>
    </dl>
  );
}

/** As tall as what comes. */
const Waiting = () => (
  <div class="change-wait">
    <span class="skeleton price-wait w-7" />
    <span class="skeleton line w-9" />
    <span class="skeleton line w-9" />
    <span class="skeleton line w-9" />
    <span class="skeleton line thin w-9" />
  </div>
);
