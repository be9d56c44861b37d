import { Show } from "solid-js";
import { day, listed, span } from "../../shared/i18n/format.ts";
import { t } from "../../shared/i18n/index.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import type { PurchaseEffect as Effect } from "../api/types.ts";

/** What buying a package would do to what the customer has. Nothing is said where it would only start. */
export function PurchaseEffect(props: { name: string; effect: Effect | undefined }) {
  return (
    <Show when={props.effect}>
      {(effect) => (
        <p class="buy-effect" data-testid="purchase-effect">
          <Icon name="clock" />
          <span>
            <span class="buy-effect-line">{ownText(props.name, effect())}</span>{" "}
            <span class="buy-effect-line">{delayedText(effect())}</span>
          </span>
        </p>
      )}
    </Show>
  );
}

function ownText(name: string, { effect, startsAt, expiresAt, after }: Effect): string {
  if (effect === "extends")
    return t("web-personal-rights.cozePackageCenter.effect.extends", {
      name,
      until: day(expiresAt),
    });
  if (effect === "follows-after")
    return t("web-personal-rights.cozePackageCenter.effect.followsAfter", {
      name,
      after: after ?? "",
      time: span(startsAt, expiresAt),
    });
  return t("web-personal-rights.cozePackageCenter.effect.startsNow", {
    name,
    until: day(expiresAt),
  });
}

/** What would wait for it. */
function delayedText({ delayed, allExpireAt }: Effect): string {
  if (delayed.length === 0) return "";
  const names = listed(
    delayed.map(({ name }) => t("web-personal-rights.cozePackageCenter.effect.name", { name })),
  );
  return t("web-personal-rights.cozePackageCenter.effect.delayed", {
    names,
    until: day(allExpireAt),
  });
}
