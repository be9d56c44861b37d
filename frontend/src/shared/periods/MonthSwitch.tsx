import { t } from "../i18n/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { Words } from "../ui/Words.tsx";

interface MonthSwitchProps {
  /** In the reader's words; undefined while it is not known. */
  name: string | undefined;
  hasNext: boolean;
  onPrevious: () => void;
  onNext: () => void;
}

/** The month that is shown, between the ways to the one before and the one after. */
export function MonthSwitch(props: MonthSwitchProps) {
  return (
    <fieldset class="month-switch" aria-label={t("common.month.label")}>
      <button
        type="button"
        class="icon-button"
        aria-label={t("common.month.previous")}
        disabled={props.name === undefined}
        onClick={props.onPrevious}
      >
        <Icon name="back" />
      </button>
      <span class="month-name" aria-live="polite" data-testid="month">
        <Words text={props.name ?? ""} />
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t("common.month.next")}
        disabled={!props.hasNext}
        onClick={props.onNext}
      >
        <Icon name="forward" />
      </button>
    </fieldset>
  );
}
