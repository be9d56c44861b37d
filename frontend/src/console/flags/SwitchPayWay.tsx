import { switchPayWay } from "../api/settings.ts";
import { t } from "../i18n.ts";
import { ActDialog } from "../parts/ActDialog.tsx";
import { payWay } from "../words.ts";
import { REASON_LENGTH_MAX } from "./FlagDialog.tsx";
import type { PayWaySwitch } from "./pay-ways.ts";

interface SwitchPayWayProps {
  ways: PayWaySwitch;
  seconds: number;
  onDone: () => void;
  onClose: () => void;
}

/** One way to pay off and the other on, as one act. */
export function SwitchPayWay(props: SwitchPayWayProps) {
  const [off, on] = [payWay(props.ways.off), payWay(props.ways.on)];
  return (
    <ActDialog
      open
      title={t("console.switchWay.title", { on })}
      desc={t("console.switchWay.desc", { off })}
      facts={[
        { name: off, value: <b>{t("console.switch.pay-ways.false")}</b> },
        { name: on, value: <b>{t("console.switch.pay-ways.true")}</b> },
      ]}
      act={t("console.switchWay.act", { on })}
      reason={{ label: t("console.flags.reason"), required: false, maxLength: REASON_LENGTH_MAX }}
      onAct={(reason) => switchPayWay({ ...props.ways, reason })}
      done={t("console.flags.done", { seconds: String(props.seconds) })}
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}
