/** Powers of ten at which the bar is full; beyond, a p-value says nothing more. */
const full = 100;

/** How strong the evidence is, at a glance: from p = 1, empty, to 10^-100, full, by the logarithm of the logarithm. */
export function EvidenceBar({ log10 }: { log10: number }) {
  const share = Math.min(1, Math.log1p(-log10) / Math.log1p(full));
  return (
    <span className="evidence" aria-hidden="true">
      <span style={{ width: `${100 * share}%` }} />
    </span>
  );
}
