import { createSignal, For, Match, Show, Switch } from "solid-js";
import { day, money } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { FapiaoStatus, Invoice } from "../api.ts";
import { canRequestFapiao } from "./acts.ts";
import type { Billing } from "./createBilling.ts";
import { FapiaoDialog } from "./FapiaoDialog.tsx";

/** What became of the wish for a fapiao, or the way to one. */
export function FapiaoCard(props: { own: Billing; invoice: Invoice }) {
  const [asking, setAsking] = createSignal(false);
  return (
    <section class="card portal-card" data-testid="fapiao">
      <h2>{t("portal.fapiao.title")}</h2>
      <Switch fallback={<p class="muted small">{t("portal.fapiao.notPossible")}</p>}>
        <Match when={props.invoice.fapiao}>{(fapiao) => <State fapiao={fapiao()} />}</Match>
        <Match when={canRequestFapiao(props.invoice)}>
          <p class="muted small">{t("portal.fapiao.about")}</p>
        </Match>
      </Switch>
      <Show when={canRequestFapiao(props.invoice)}>
        <div class="portal-actions">
          <Button onClick={() => setAsking(true)}>
            {t(props.invoice.fapiao ? "portal.fapiao.again" : "portal.fapiao.request")}
          </Button>
        </div>
        <FapiaoDialog
          open={asking()}
          invoice={props.invoice}
          onDone={async () => {
            setAsking(false);
            await props.own.reload();
          }}
          onClose={() => setAsking(false)}
        />
      </Show>
    </section>
  );
}

function State(props: { fapiao: FapiaoStatus }) {
  return (
    <>
      <p role="status">
        <b>
          <Words text={t(`portal.fapiao.state.${props.fapiao.status}`)} />
        </b>
        <br />
        <span class="muted small">
          <Words
            text={t(`portal.fapiao.stateDesc.${props.fapiao.status}`, {
              reason: props.fapiao.reason,
            })}
          />
        </span>
      </p>
      <dl class="facts">
        <Fact name={t("portal.fapiao.type")} text={t(`portal.fapiao.types.${props.fapiao.type}`)} />
        <Fact name={t("portal.title.title")} text={props.fapiao.title.title} />
        <Fact name={t("portal.title.taxNo")} text={props.fapiao.title.taxNo} />
        <Fact name={t("portal.title.email")} text={props.fapiao.email} />
        <Fact
          name={t("portal.fapiao.amount")}
          text={money(props.fapiao.amount, props.fapiao.currency)}
        />
        <Fact name={t("portal.fapiao.number")} text={props.fapiao.number ?? ""} />
        <Fact name={t("portal.fapiao.requestedAt")} text={day(props.fapiao.requestedAt)} />
        <For each={props.fapiao.redLetters}>
          {(letter) => (
            <Fact
              name={t("portal.fapiao.red", { number: letter.number })}
              text={money(letter.amount, props.fapiao.currency)}
            />
          )}
        </For>
        <Show when={Number(props.fapiao.redDue) > 0}>
          <Fact
            name={t("portal.fapiao.redPending")}
            text={money(props.fapiao.redDue, props.fapiao.currency)}
          />
        </Show>
      </dl>
    </>
  );
}

const Fact = (props: { name: string; text: string }) => (
  <Show when={props.text}>
    <div>
      <dt>{props.name}</dt>
      <dd>
        <Words text={props.text} />
      </dd>
    </div>
  </Show>
);
