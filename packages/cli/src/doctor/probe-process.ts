import { type Provider, probeProvider } from '@model-trace/core/engine';

/** What the process that tries one provider (its argument) sends. */
export interface ProbeAnswer {
  error: { message: string; fix?: string } | null;
  /** Whether it computes in float16. */
  halves: boolean;
  milliseconds: number;
}

const provider = process.argv[2] as Provider;
const started = performance.now();
const error = await probeProvider(provider);
const milliseconds = Math.round(performance.now() - started);
const halves = error === null && (await probeProvider(provider, 'float16')) === null;
const answer: ProbeAnswer = {
  error: error === null ? null : { message: error.message, fix: error.fix },
  halves,
  milliseconds,
};
process.send?.(answer, () => process.exit());
