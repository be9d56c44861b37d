import { createSignal, onCleanup } from "solid-js";
import { t } from "../i18n/index.ts";
import { showToast } from "../primitives/toasts.ts";
import { Words } from "./Words.tsx";

const CONFIRMED_MS = 2_000;

export function CopyButton(props: { text: string; what: string }) {
  const [copied, setCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
    } catch {
      return showToast("error", t("common.failure.copy"));
    }
    setCopied(true);
    clearTimeout(timer);
    timer = setTimeout(() => setCopied(false), CONFIRMED_MS);
  };

  return (
    <button
      type="button"
      class="text-button"
      aria-label={`${copied() ? t("common.action.copied") : t("common.action.copy")} ${props.what}`}
      onClick={copy}
    >
      <Words text={copied() ? t("common.action.copied") : t("common.action.copy")} />
    </button>
  );
}
