import { createEffect, createSignal, onCleanup, Show } from "solid-js";
import { gatewayOf } from "../api/payways.ts";
import { drawQr, MARK_SHARE, type QrDrawing } from "./drawQr.ts";

/** The code on pure white in both schemes, with its quiet zone and the gateway's mark in the middle. */
export function QrCode(props: {
  text: string;
  payType: number;
  label: string;
  onDrawn?: () => void;
}) {
  const [drawing, setDrawing] = createSignal<QrDrawing>();

  createEffect(() => {
    const text = props.text;
    let current = true;
    onCleanup(() => {
      current = false;
    });
    void drawQr(text).then((drawn) => {
      if (!current) return;
      setDrawing(drawn);
      props.onDrawn?.();
    });
  });

  return (
    <Show when={drawing()} fallback={<span class="skeleton qr-wait" />}>
      {(code) => {
        const mark = () => Math.round(code().size * MARK_SHARE);
        const start = () => (code().size - mark()) / 2;
        return (
          <svg
            class="qr"
            data-testid="qr"
            role="img"
            aria-label={props.label}
            viewBox={`0 0 ${code().size} ${code().size}`}
          >
            <rect class="qr-ground" width={code().size} height={code().size} />
            <path class="qr-modules" d={code().path} />
            <rect
              class="qr-ground"
              x={start() - 0.7}
              y={start() - 0.7}
              width={mark() + 1.4}
              height={mark() + 1.4}
              rx="1.6"
            />
            <image
              href={`/pay/${gatewayOf(props.payType)}.svg`}
              x={start()}
              y={start()}
              width={mark()}
              height={mark()}
            />
          </svg>
        );
      }}
    </Show>
  );
}
