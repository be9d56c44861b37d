import { Show } from "solid-js";
import { whole } from "../../shared/i18n/format.ts";
import type { Paging } from "../../shared/paging/createPaging.ts";
import type { Turnable } from "../../shared/paging/place.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { Pager } from "../../shared/ui/Pager.tsx";
import { Words } from "../../shared/ui/Words.tsx";
import { t } from "../i18n.ts";

interface CountedPagerProps {
  of: Turnable & { more?: true | undefined };
  paging: Paging;
}

/** Of a list that is counted up to a number: where there are more, no last page is known. */
export function CountedPager(props: CountedPagerProps) {
  return (
    <Show when={props.of.more} fallback={<Pager of={props.of} paging={props.paging} />}>
      <nav class="pager" aria-label={t("common.paging.label")}>
        <Button disabled={props.of.page <= 1} onClick={props.paging.previous}>
          {t("common.action.previous")}
        </Button>
        <span class="muted" aria-live="polite">
          <Words
            text={t("console.turn.many", {
              page: whole(props.of.page),
              total: whole(props.of.total),
            })}
          />
        </span>
        <Button disabled={props.of.next === null} onClick={() => props.paging.next(props.of)}>
          {t("common.action.next")}
        </Button>
      </nav>
    </Show>
  );
}
