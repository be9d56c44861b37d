import { Show } from "solid-js";
import { t } from "../../shared/i18n/index.ts";
import { showToast } from "../../shared/primitives/toasts.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Icon } from "../../shared/ui/Icon.tsx";
import { Words } from "../../shared/ui/Words.tsx";

/** What works where the screen with the code is the phone that would scan it: its own app, or the way to another screen. */
export function PhoneAdvice(props: { app: string; alipayUrl: string | undefined }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      return showToast("error", t("common.failure.copy"));
    }
    showToast("ok", t("pay.toast.linkCopied"));
  };
  const opensAlipay = () =>
    props.alipayUrl?.startsWith("https://qr.alipay.com/") ? props.alipayUrl : undefined;

  return (
    <section class="phone-advice">
      <h3>
        <Icon name="phone" />
        {t("pay.phone.title")}
      </h3>
      <p class="small">
        <Words
          text={opensAlipay() ? t("pay.phone.appTip") : t("pay.phone.tip", { app: props.app })}
        />
      </p>
      <div class="phone-actions">
        <Show when={opensAlipay()}>
          {(url) => (
            <a class="button primary" href={url()} rel="external">
              {t("pay.phone.openAlipay")}
            </a>
          )}
        </Show>
        <Button look={opensAlipay() ? "plain" : "primary"} onClick={() => void copy()}>
          <Icon name="link" />
          {t("pay.phone.copyLink")}
        </Button>
      </div>
    </section>
  );
}
