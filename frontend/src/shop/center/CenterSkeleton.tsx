import { For, Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import type { CenterShape } from "./centerShape.ts";

const times = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The centre's final shape while its one request is under way. */
export function CenterSkeleton(props: { shape: CenterShape; facts: number; brief: boolean }) {
  return (
    <div class="center-body" role="status" aria-label={t("common.label.loading")}>
      <div class="card user-card">
        <span class="skeleton avatar" />
        <div class="user-who">
          <span class="skeleton line w-6" />
          <span class="skeleton line thin w-9" />
        </div>
        <div class="user-facts">
          <For each={times(props.facts)}>
            {() => (
              <div>
                <span class="skeleton line thin w-3" />
                <span class="skeleton line w-3" />
              </div>
            )}
          </For>
        </div>
      </div>
      <ChoiceSkeleton shape={props.shape} brief={props.brief} />
      <div class="explain">
        <span class="skeleton line legend w-5" />
        <div class="card">
          <span class="skeleton line thin w-9" />
          <span class="skeleton line thin w-8" />
        </div>
      </div>
    </div>
  );
}

/** The items and the pay ways. */
export function ChoiceSkeleton(props: { shape: CenterShape; brief: boolean }) {
  return (
    <>
      <div class="choice">
        <span class="skeleton line legend w-5" />
        <div class="packages">
          <For each={props.shape.items}>
            {(lines) => <SkeletonCard lines={lines} brief={props.brief} />}
          </For>
        </div>
      </div>
      <div class="choice">
        <span class="skeleton line legend w-5" />
        <div class="pay-ways">
          <For each={times(props.shape.payWays)}>
            {() => (
              <div class="card option pay-way">
                <span class="skeleton mark" />
                <span class="skeleton line w-5" />
              </div>
            )}
          </For>
        </div>
      </div>
    </>
  );
}

function SkeletonCard(props: { lines: number; brief: boolean }) {
  return (
    <div class="card option package" classList={{ brief: props.brief }}>
      <span class="package-body">
        <span class="badge-line">
          <span class="skeleton badge w-3" />
        </span>
        <span class="skeleton line name-wait w-6" />
        <Show when={!props.brief}>
          <span class="skeleton line thin w-3" />
        </Show>
        <span class="skeleton price-wait w-7" />
        <span class="package-about small">
          <For each={times(props.lines)}>{() => <span class="skeleton line thin w-8" />}</For>
        </span>
      </span>
    </div>
  );
}
