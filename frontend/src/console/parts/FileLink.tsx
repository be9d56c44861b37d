import { Icon } from "../../shared/ui/Icon.tsx";
import { t } from "../i18n.ts";

/** Where the rows of a list are a file. */
export function FileLink(props: { address: string; class?: string }) {
  return (
    <a class={`button plain ${props.class ?? ""}`} href={props.address} rel="external" download="">
      <span class="button-text">
        <Icon name="download" />
        {t("console.filter.csv")}
      </span>
    </a>
  );
}
