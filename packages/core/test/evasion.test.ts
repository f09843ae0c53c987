import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { statisticNames } from './evasion/cases.ts';
import { evasionMarkdown, evasionRows } from './evasion/evasion-table.ts';
import { assertSameLosses } from './evasion/same-losses.ts';

/** Log10 p from which nothing is claimed: one in a thousand, were it drawn anew. */
const noEvidence = -3;

const page = readFileSync(new URL('../../../docs/evasion.md', import.meta.url), 'utf8');

for (const kind of ['gpt2', 'llama'] as const) {
  test(`what is done to a ${kind} model is found by the statistics that theory says, and by no others`, async () => {
    const rows = await evasionRows(kind, async ({ of }, models) => {
      if (of.keepsFunction) await assertSameLosses(models.base, of.make(models));
    });
    for (const { of, seen } of rows) {
      for (const name of statisticNames) {
        const wanted = of.expected?.[name] ?? 'found';
        const what = `${kind}, ${of.name}: ${name}`;
        const one = seen[name];
        if ('refused' in one) {
          assert.equal(one.refused, wanted, what);
          continue;
        }
        const { verdict, log10PValue } = one.result;
        if (wanted === 'found') assert.equal(verdict, 'derived', `${what} (${log10PValue})`);
        else {
          assert.equal(wanted, 'blind', what);
          assert.ok(verdict === 'independent' && log10PValue > noEvidence, `${what}: ${verdict} (${log10PValue})`);
        }
        if (of.sources !== undefined && 'sources' in one.result && wanted === 'found') {
          assert.deepEqual(
            one.result.sources.map(({ baseBlock, verdict }) => (verdict === 'derived' ? baseBlock : verdict)),
            of.sources.map((block) => block ?? 'independent'),
            what,
          );
        }
      }
    }
    sameTable(evasionMarkdown(rows), tableOf(kind));
  });
}

/** The table of docs/evasion.md under the heading of a kind. */
function tableOf(kind: string): string {
  const [, after = ''] = page.split(`<!-- ${kind} -->\n`);
  return after.split('\n\n')[0];
}

/** Cell by cell: numbers to a hundredth of themselves and a tenth (another machine adds in another order), words exactly. */
function sameTable(actual: string, kept: string): void {
  const cells = (table: string) => table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const [ours, theirs] = [cells(actual), cells(kept)];
  const help = 'docs/evasion.md does not say what the statistics say: node tools/evasion/write-table.ts';
  assert.equal(ours.length, theirs.length, help);
  for (const [i, line] of ours.entries())
    for (const [j, cell] of line.entries()) {
      const [number, other] = [cell, theirs[i][j] ?? ''].map((text) => /-?\d+(\.\d+)?/.exec(text)?.[0]);
      const words = (text: string) => text.replace(/-?\d+(\.\d+)?/, '#');
      assert.equal(words(cell), words(theirs[i][j] ?? ''), `${help}: ${line[1]}`);
      if (j < 2 || j > 6 || number === undefined) continue;
      const allowed = 0.1 + Math.abs(Number(other)) / 100;
      assert.ok(Math.abs(Number(number) - Number(other)) <= allowed, `${help}: ${line[1]}: ${number}, there ${other}`);
    }
}
