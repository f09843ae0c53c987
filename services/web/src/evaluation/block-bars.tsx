import { significant, whole } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import type { BlockResult } from './result-types.ts';
import './block-bars.css';

/** P-value and rank correlation of each pair of blocks, as bars beside their numbers. */
export function BlockBars({ label, blocks }: { label: string; blocks: readonly BlockResult[] }) {
  const strongest = Math.max(3, ...blocks.map(({ log10PValue }) => -log10PValue));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys
    <section className="block-bars" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Block</th>
            <th scope="col" colSpan={2}>
              p-value
            </th>
            <th scope="col" colSpan={2}>
              rho
            </th>
            <th scope="col">Agreeing</th>
          </tr>
        </thead>
        <tbody>
          {blocks.map(({ block, baseBlock, log10PValue, rho, units, agreeing }) => (
            <tr key={`${block}-${baseBlock}`}>
              <th scope="row" className="number">
                {block === baseBlock ? block : `${block} · ${baseBlock}`}
              </th>
              <td className="number">{formatPValue(log10PValue)}</td>
              <td className="block-bar" aria-hidden="true">
                <span className="bar bar-p" style={{ width: `${(100 * -log10PValue) / strongest}%` }} />
              </td>
              <td className="number">{significant(rho, 3)}</td>
              <td className="block-bar block-bar-rho" aria-hidden="true">
                <span
                  className="bar bar-rho"
                  style={{ width: `${50 * Math.abs(rho)}%`, left: rho < 0 ? `${50 - 50 * Math.abs(rho)}%` : '50%' }}
                />
              </td>
              <td className="number">
                {whole(agreeing)} of {whole(units)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
