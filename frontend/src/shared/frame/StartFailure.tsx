import { t } from "../i18n/index.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";

/** Replaces the outline when the code does not load. Drawn at build time; inline/shell.js shows it and handles its button. */
export function StartFailure() {
  return (
    <main class="start-failure">
      <div class="notice danger" role="alert" tabindex="-1">
        <span class="notice-icon">
          <Icon name="alert" />
        </span>
        <h1>{t("common.failure.start")}</h1>
        <div class="notice-actions">
          <Button look="primary">{t("common.action.retry")}</Button>
        </div>
      </div>
    </main>
  );
}
