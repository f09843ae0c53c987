/** Cases of each property, `--cases N` of the test command. */
export const fuzzCases = Number(process.env.FUZZ_CASES ?? 10_000);

/** A case that takes so long hangs, on any machine: seen are milliseconds. */
export const hangMs = 60_000;
