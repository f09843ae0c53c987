import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestForm } from './best-form.ts';
import { matchForms } from './match.ts';
import type { TraceRun } from './trace-run.ts';

/** phi_2V may decide, phi_2V-perm may not. */
const plain = { spec: { blocks: [{ mlp: { gate: null } }] } };
const forms = (pairs: readonly [phi2v: number, phi2vPerm: number]) =>
  matchForms({
    base: plain,
    model: plain,
    pairs: [{ block: 0, baseBlock: 0 }],
    matchVariant: 'both',
  } as unknown as TraceRun).map(({ variant: form }, i) => ({
    form,
    result: {
      ...{ variant: form.variant, log10PValue: pairs[i] },
      verdict: form.variant === 'phi_2V' && pairs[i] < -6 ? ('derived' as const) : ('inconclusive' as const),
    },
  }));

test('a form that may not decide takes no verdict from one that may, however small its p-value is', () => {
  assert.deepEqual(bestForm(forms([-76.8, -605]), {}), {
    ...{ variant: 'phi_2V', log10PValue: -76.8, verdict: 'derived' },
    otherForms: [{ variant: 'phi_2V-perm', log10PValue: -605, verdict: 'inconclusive' }],
  });
});

test('who names a threshold, and who asks for forms of which none may decide, gets the smallest', () => {
  assert.equal(bestForm(forms([-76.8, -605]), { thresholdLog10P: -8 }).variant, 'phi_2V-perm');
  assert.equal(bestForm(forms([-76.8, -5]), { thresholdLog10P: -8 }).variant, 'phi_2V');
  const [, permutation] = forms([0, -605]);
  const worse = { ...permutation, result: { ...permutation.result, log10PValue: -2 } };
  assert.equal(bestForm([worse, permutation], {}).log10PValue, -605);
  assert.equal(bestForm([permutation], {}).otherForms, undefined);
});
