import { createSignal, Show } from "solid-js";
import { Button } from "../../shared/ui/Button.tsx";
import { endSessions, letOwe } from "../api/client.ts";
import type { ConsoleAccount } from "../api/types.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import type { Fact } from "../parts/Facts.tsx";
import { useSession } from "../session.tsx";
import { AdjustDialog } from "./AdjustDialog.tsx";
import { EndPlanDialog } from "./EndPlanDialog.tsx";

interface ActsProps {
  account: ConsoleAccount;
  onChanged: () => void;
}

/** What may be done to a customer's account, as far as the role goes. */
export function Acts(props: ActsProps) {
  const { can } = useSession();
  const [open, setOpen] = createSignal<"adjust" | "let-owe" | "end-sessions" | "end-plan">();
  const close = () => setOpen(undefined);
  const who = (): Fact[] => [
    {
      name: t("console.column.customer"),
      value: <strong>{props.account.name || props.account.customerId}</strong>,
    },
  ];
  const allowing = () => !props.account.allowNegative;
  return (
    <>
      <Show when={can("money")}>
        <Button onClick={() => setOpen("adjust")}>{t("console.adjust.open")}</Button>
        <Button onClick={() => setOpen("let-owe")}>
          {t(allowing() ? "console.letOwe.allow" : "console.letOwe.end")}
        </Button>
        <Show when={props.account.ending}>
          <Button onClick={() => setOpen("end-plan")}>{t("console.endPlan.open")}</Button>
        </Show>
      </Show>
      <Show when={can("sessions")}>
        <Button onClick={() => setOpen("end-sessions")}>{t("console.endSessions.open")}</Button>
      </Show>
      <Show when={open() === "adjust"}>
        <AdjustDialog account={props.account} onClose={close} onDone={props.onChanged} />
      </Show>
      <Show when={open() === "end-plan" && props.account.ending}>
        {(ending) => (
          <EndPlanDialog
            account={props.account}
            ending={ending()}
            onClose={close}
            onDone={props.onChanged}
          />
        )}
      </Show>
      <ActDialog
        open={open() === "let-owe"}
        title={t(allowing() ? "console.letOwe.allow" : "console.letOwe.end")}
        desc={t("console.letOwe.desc")}
        facts={who()}
        act={t(allowing() ? "console.letOwe.allow" : "console.letOwe.end")}
        onAct={() => letOwe(props.account.customerId, allowing())}
        done={t("console.letOwe.done")}
        onDone={props.onChanged}
        onClose={close}
      />
      <ActDialog
        open={open() === "end-sessions"}
        title={t("console.endSessions.title")}
        desc={t("console.endSessions.desc")}
        facts={who()}
        act={t("console.endSessions.act")}
        onAct={() => endSessions(props.account.customerId)}
        done={t("console.endSessions.done")}
        onDone={props.onChanged}
        onClose={close}
      />
    </>
  );
}
