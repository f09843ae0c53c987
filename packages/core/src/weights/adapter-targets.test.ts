import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseAdapterConfig } from './adapter-config.ts';
import { adapterTargets } from './adapter-targets.ts';

/** What peft 0.21.2 chooses: tools/reference/make_adapter_fixtures.py */
const { modules, cases }: { modules: string[]; cases: { config: object; expected: [string, number, number][] }[] } =
  JSON.parse(readFileSync(new URL('../../test/fixtures/adapter-targets.json', import.meta.url), 'utf8'));

const parse = (config: object) => parseAdapterConfig(JSON.stringify({ peft_type: 'LORA', ...config }));

for (const { config, expected } of cases) {
  test(`peft chooses the same modules, ranks and alphas: ${JSON.stringify(config)}`, () => {
    const { targets } = adapterTargets(parse({ r: 8, lora_alpha: 16, ...config }), modules);
    assert.deepEqual(
      Array.from(targets, ([name, { rank, scale }]) => [name, rank, scale]),
      expected.map(([name, rank, alpha]) => [name, rank, alpha / rank]),
    );
    const stable = adapterTargets(parse({ r: 8, lora_alpha: 16, use_rslora: true, ...config }), modules);
    assert.deepEqual(
      [...stable.targets.values()].map(({ scale }) => scale),
      expected.map(([, rank, alpha]) => alpha / Math.sqrt(rank)),
    );
  });
}

test('a pattern that takes exponential time is given up, whichever key it stands in', () => {
  const names = [`${'a'.repeat(40)}!`];
  const hostile = '(a+)+';
  const configs = [
    { target_modules: hostile },
    { target_modules: ['!'], exclude_modules: hostile },
    { target_modules: names, rank_pattern: { [hostile]: 4 } },
    { target_modules: names, modules_to_save: [`${hostile}$`] },
  ];
  for (const config of configs) {
    assert.throws(() => adapterTargets(parse(config), names), { code: 'ADAPTER_INVALID', message: /more than 2 s/ });
  }
});

test('a pattern that JavaScript would read in another way is refused by name', () => {
  for (const pattern of ['(?i)Q_PROJ', String.raw`q_proj\Z`, '(?P=name)', '(?#note)q', 'a++', '(?>a)', '(', '[z-a]']) {
    assert.throws(() => adapterTargets(parse({ target_modules: pattern }), modules), {
      code: 'ADAPTER_INVALID',
      message: /target_modules cannot be used/,
    });
  }
});
