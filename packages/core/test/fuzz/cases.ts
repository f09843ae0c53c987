import fc from 'fast-check';

/** Cases of each property, `--cases N` of the test command. */
export const fuzzCases = Number(process.env.FUZZ_CASES ?? 10_000);

/** The same cases every time, so that a run says something of a change; `--seed N` for others. */
fc.configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 1) });

/** A case that takes so long hangs, on any machine: seen are milliseconds. */
export const hangMs = 60_000;
