import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import fc from 'fast-check';
import { fuzzCases } from '../../test/fuzz/cases.ts';
import { damage, damaged } from '../../test/fuzz/damaged-json.ts';
import { refusedByCode } from '../../test/fuzz/refused-by-code.ts';
import { describeModel, requireSupported } from './describe-model.ts';

/** Configs of every model type, as transformers writes them. */
const models = new URL('../../test/fixtures/models/', import.meta.url);
const configs: Record<string, unknown>[] = readdirSync(models).map((name) =>
  JSON.parse(readFileSync(new URL(`${name}/config.json`, models), 'utf8')),
);
const codes = ['CONFIG_INVALID', 'ARCHITECTURE_UNSUPPORTED', 'QUANTIZATION_UNSUPPORTED'];

it('a config with odd values in it is described or refused with a code', async () => {
  let described = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...configs),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      async (config, damages) => {
        const broken = damaged(config, damages);
        if (!(await refusedByCode(() => requireSupported(broken), codes))) return;
        described++;
        // Without weights the first tensor that it needs is missing, whatever it says.
        await refusedByCode(
          () => void describeModel({ config: broken, tensors: new Map() }),
          [...codes, 'TENSOR_MISSING', 'TENSOR_SHAPE'],
        );
      },
    ),
    { numRuns: fuzzCases },
  );
  assert.ok(described > 0, 'some damage leaves a config that can be described');
});
