/** A tick that draws itself, or stands there at once where motion is not wanted. */
export function Tick() {
  return (
    <svg class="drawn-tick" viewBox="0 0 72 72" aria-hidden="true">
      <circle cx="36" cy="36" r="33" pathLength="1" />
      <path d="M22 37.5 32 47.5 51 27.5" pathLength="1" />
    </svg>
  );
}
