import { createSignal, For, Show } from "solid-js";
import { showFailure } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { readStatus } from "../api/status.ts";
import { t } from "../i18n.ts";
import { Section } from "../parts/Facts.tsx";
import { Tag } from "../parts/Tag.tsx";
import { dependency, gateway } from "../words.ts";
import { type Finding, findingsIn } from "./findings.ts";

/** What the product stands on, and each gateway's self-test. Asked for by a press: a self-test is rationed. */
export function Health() {
  const [findings, setFindings] = createSignal<Finding[]>();
  const [busy, setBusy] = createSignal(false);
  const ask = async () => {
    setBusy(true);
    const answer = await readStatus();
    setBusy(false);
    if (!answer.ok) return showFailure(answer);
    setFindings(findingsIn(answer.value));
  };
  const nameOf = ({ what, isSelfTest }: Finding) =>
    isSelfTest ? t("console.health.selfTest", { gateway: gateway(what) }) : dependency(what);
  return (
    <Section
      title={t("console.health.title")}
      acts={
        <Button busy={busy()} onClick={() => void ask()}>
          {t("console.health.ask")}
        </Button>
      }
    >
      <Show when={findings()} fallback={<p class="muted">{t("console.health.lead")}</p>}>
        {(found) => (
          <ul class="health">
            <For each={found()}>
              {(one) => (
                <li>
                  <b>{nameOf(one)}</b>
                  <Tag
                    code={one.ok ? "done" : "failed"}
                    text={t(one.ok ? "console.health.ok" : "console.health.trouble")}
                  />
                  <span class="muted small">{one.detail}</span>
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
    </Section>
  );
}
