import './progress-bar.css';

/** How much of something is done. */
export function ProgressBar({ label, value, max }: { label: string; value: number; max: number }) {
  return (
    <progress className="progress-bar" aria-label={label} value={Math.min(value, max)} max={Math.max(max, 1e-9)} />
  );
}
