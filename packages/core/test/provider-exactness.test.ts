import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Provider, scoreSequences } from '../src/engine/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';

/**
 * The losses of transformers on a GPU, or on WebGPU by a Vulkan driver in software (SwiftShader, which Debian's package
 * chromium brings). MODEL_TRACE_TEST_PROVIDER=cuda or webgpu asks for a provider, and then it must be there.
 */
const softwareDriver = '/usr/lib/chromium/vk_swiftshader_icd.json';
/** Debian's package libvulkan1; the loader that chromium brings is not on the path of libraries. */
const loaders = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/libvulkan.so.1`);
const hasSoftwareDriver = existsSync(softwareDriver) && loaders.some((loader) => existsSync(loader));
const wanted = process.env.MODEL_TRACE_TEST_PROVIDER as Provider | undefined;
const provider = wanted ?? (hasSoftwareDriver ? 'webgpu' : undefined);
if (wanted === undefined && provider === 'webgpu') process.env.VK_DRIVER_FILES = softwareDriver;

const fixtures = new URL('fixtures/models/', import.meta.url);

/** One or two models for each thing that a graph can contain; a software driver takes 2 to 8 s for each, all the models minutes. */
const covered = [
  'gpt2-tied',
  'gpt2-untied-gelu',
  'llama-grouped',
  'llama-biases-linear-rope',
  'bloom-three-heads', // linear biases
  'mistral-window',
  'gpt_neox-parallel',
  'gemma2-capped',
  'gpt_oss-yarn', // sinks, experts
  'qwen3_moe-top2',
  'olmo2-grouped',
];

// Kernels of a GPU add up in another order, and its exp and tanh are good to some units in the last place. The tolerance is
// that of the CPU; seen on WebGPU are 1e-5 and less.
const tokenTolerance = 1e-4;
const totalTolerance = 1e-5;

test('the losses of transformers on another provider', {
  skip:
    provider === undefined &&
    'no GPU asked for (MODEL_TRACE_TEST_PROVIDER) and no software Vulkan driver (chromium, libvulkan1)',
}, async (t) => {
  const names = readdirSync(fixtures).filter((name) => (wanted === 'cuda' ? true : covered.includes(name)));
  assert.ok(names.length >= covered.length);
  for (const name of names) {
    await t.test(`${name} on ${provider}`, async () => {
      const { sequences, nllNats, totalNats } = JSON.parse(
        readFileSync(new URL(`${name}/reference.json`, fixtures), 'utf8'),
      ) as { sequences: number[][]; nllNats: (number | null)[][]; totalNats: number };
      const { checkpoint, spec } = await loadModel(fileURLToPath(new URL(name, fixtures)), {
        models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
      });
      try {
        const scored = await scoreSequences({
          checkpoint,
          spec,
          sequences: sequences.map((ids) => Int32Array.from(ids)),
          provider: provider!,
        });
        let total = 0;
        for (const [s, losses] of nllNats.entries()) {
          for (const [position, loss] of losses.entries()) {
            if (loss === null) continue;
            const ours = scored[s][position];
            assert.ok(Math.abs(ours - loss) < tokenTolerance, `${s} ${position}: ${ours}, expected ${loss}`);
            total += ours;
          }
        }
        assert.ok(Math.abs(total / totalNats - 1) < totalTolerance, `${total} nats, expected ${totalNats}`);
      } finally {
        await checkpoint.close();
      }
    });
  }
});
