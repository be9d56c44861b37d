import type { Failure } from "../api/answer.ts";
import { t } from "../i18n/index.ts";
import { failureText } from "../primitives/toasts.ts";
import { Button } from "./Button.tsx";
import { Notice } from "./Notice.tsx";

export function LoadFailure(props: { failure: Failure; busy: boolean; onRetry: () => void }) {
  return (
    <Notice
      icon="alert"
      tone="danger"
      title={t("common.failure.load")}
      desc={failureText(props.failure)}
    >
      <Button look="primary" busy={props.busy} onClick={props.onRetry}>
        {t("common.action.retry")}
      </Button>
    </Notice>
  );
}
