import { A } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import type { Credits } from "../../shared/api/types.ts";
import { day, money, units, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Modal } from "../../shared/ui/Modal.tsx";
import type { CreditPackage } from "../api/types.ts";
import { missingOf, packFor } from "./need.ts";

const TITLE_ID = "insufficient-title";

interface DialogProps {
  open: boolean;
  credits: Credits;
  needed: number;
  /** What can be bought; empty where packs are not sold. */
  packs: readonly CreditPackage[];
  onBuy: (pack: CreditPackage) => void;
  onClose: () => void;
}

/** What is missing for what the customer was about to do, when it comes back, and what can be done before that. */
export function InsufficientCreditsDialog(props: DialogProps) {
  const missing = () => missingOf(props.credits, props.needed);
  const pack = () => packFor(props.packs, missing());
  return (
    <Modal class="need-dialog" open={props.open} labelledBy={TITLE_ID} onClose={props.onClose}>
      <button
        type="button"
        class="icon-button dialog-close"
        aria-label={t("common.action.close")}
        onClick={props.onClose}
      >
        <Icon name="close" />
      </button>
      <span class="notice-icon">
        <Icon name="coins" />
      </span>
      <h2 id={TITLE_ID} tabindex="-1" autofocus>
        {t("credits.need.title")}
      </h2>
      <p class="muted">{t("credits.need.desc", { missing: units("credits", missing()) })}</p>
      <Amounts needed={props.needed} available={props.credits.available} missing={missing()} />
      <p class="small">{renewalText(props.credits.plan)}</p>
      <Switch fallback={<p class="small">{t("credits.need.upgradeOnly")}</p>}>
        <Match when={pack()}>{(one) => <p class="small">{offerText(one())}</p>}</Match>
      </Switch>
      <div class="stage-actions">
        <A class={`button ${pack() ? "plain" : "primary"}`} href={PATHS.pricing}>
          {t("credits.need.upgrade")}
        </A>
        <Show when={pack()}>
          {(one) => (
            <Button look="primary" onClick={() => props.onBuy(one())}>
              {t("credits.need.buy")}
            </Button>
          )}
        </Show>
      </div>
    </Modal>
  );
}

function Amounts(props: { needed: number; available: number; missing: number }) {
  return (
    <dl class="need-amounts">
      <div>
        <dt class="muted small">{t("credits.need.needed")}</dt>
        <dd>{whole(props.needed)}</dd>
      </div>
      <div>
        <dt class="muted small">{t("credits.need.available")}</dt>
        <dd>{whole(props.available)}</dd>
      </div>
      <div class="missing">
        <dt class="muted small">{t("credits.need.missing")}</dt>
        <dd>{whole(props.missing)}</dd>
      </div>
    </dl>
  );
}

const renewalText = (plan: Credits["plan"]): string =>
  plan?.resetsAt
    ? t("credits.need.resets", {
        date: day(plan.resetsAt),
        amount: units("credits", plan.granted),
      })
    : t("credits.need.resetsNever");

const offerText = (pack: CreditPackage): string =>
  t("credits.need.offer", {
    name: pack.name,
    amount: units("credits", pack.credits),
    price: money(pack.price, pack.currency),
  });
