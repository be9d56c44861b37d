import { A } from "@solidjs/router";
import { createUniqueId, Match, Show, Switch } from "solid-js";
import { foreignTag } from "../../shared/i18n/foreign.ts";
import { day, whole } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { PATHS } from "../../shared/paths.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import type { ProductUsage } from "../api.ts";
import { adviceOf, levelOf, percentOf, shareOf } from "./standing.ts";

interface ProductCardProps {
  product: ProductUsage;
  isRunning: boolean;
}

/** A product: how much of it is used, what is left until when, and near the limit what can be done. */
export function ProductCard(props: ProductCardProps) {
  const name = createUniqueId();
  const level = () => (props.isRunning ? levelOf(props.product) : "over");
  return (
    <li class="card product" classList={{ [level()]: true }} data-testid="product">
      <div class="product-head">
        <h2 id={name} lang={foreignTag(props.product.name)}>
          {props.product.name}
        </h2>
        <LevelBadge level={level()} />
      </div>
      <p class="product-used">
        <b>
          <Words text={whole(props.product.used)} />
        </b>
        <span class="muted">
          <Words text={ofText(props.product)} />
        </span>
      </p>
      <Show when={props.product.limit !== null && props.product.limit > 0}>
        {/* biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in their own way. */}
        <div
          class="meter"
          role="meter"
          aria-labelledby={name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.min(100, percentOf(props.product))}
          aria-valuetext={meterText(props.product)}
        >
          <span style={{ transform: `scaleX(${shareOf(props.product)})` }} />
        </div>
      </Show>
      <p class="product-left small">
        <Words text={leftText(props)} />
      </p>
      <Advice {...props} />
    </li>
  );
}

function LevelBadge(props: { level: string }) {
  return (
    <Switch>
      <Match when={props.level === "near"}>
        <span class="badge short">{t("portal.usage.level.near")}</span>
      </Match>
      <Match when={props.level === "reached"}>
        <span class="badge gone">{t("portal.usage.level.reached")}</span>
      </Match>
      <Match when={props.level === "exceeded"}>
        <span class="badge short">{t("portal.usage.level.exceeded")}</span>
      </Match>
    </Switch>
  );
}

const ofText = ({ limit, unit }: ProductUsage): string =>
  limit === null || limit === 0 ? unit : t("portal.usage.ofLimit", { limit: whole(limit), unit });

const meterText = (product: ProductUsage): string =>
  t("portal.usage.meter", { percent: percentText(product), left: leftAmount(product) });

const percentText = (product: ProductUsage): string =>
  whole(percentOf(product) / 100, { style: "percent" });

const leftAmount = ({ limit, remaining, used }: ProductUsage): string =>
  whole(remaining ?? Math.max(0, (limit ?? 0) - used));

/** What is left and when it begins anew, as far as the product has either. */
function leftText({ product, isRunning }: ProductCardProps): string {
  if (product.limit === null) return t("portal.usage.unlimited");
  if (!isRunning) return t("portal.usage.share", { percent: percentText(product) });
  if (product.limit === 0) return t("portal.usage.notIncluded");
  const left = t("portal.usage.left", { count: leftAmount(product), unit: product.unit });
  if (product.kind === "gauge") return t("portal.usage.leftGauge", { left });
  if (!product.resetsAt) return left;
  return t("portal.usage.leftUntil", { left, date: day(product.resetsAt) });
}

/** Near the limit, at it, and where the balance did not pay for what was used. */
function Advice(props: ProductCardProps) {
  const advice = () => (props.isRunning ? adviceOf(props.product) : undefined);
  const values = () => ({
    percent: percentText(props.product),
    date: props.product.resetsAt ? day(props.product.resetsAt) : "",
  });
  return (
    <>
      <Show when={advice()}>
        {(known) => (
          <Warning
            text={t(`portal.usage.advice.${known()}`, values())}
            href={PATHS.pricing}
            action={t("portal.usage.upgrade")}
          />
        )}
      </Show>
      <Show when={props.product.owed > 0}>
        <Warning
          text={t("portal.usage.owed", { count: whole(props.product.owed) })}
          href={PATHS.home}
          action={t("portal.usage.toBalance")}
        />
      </Show>
    </>
  );
}

const Warning = (props: { text: string; href: string; action: string }) => (
  <p class="product-advice small" role="status">
    <Icon name="alert" class="advice-icon" />
    <span>
      <Words text={props.text} /> <A href={props.href}>{props.action}</A>
    </span>
  </p>
);
