import { writeFileSync } from 'node:fs';

/** Preloaded into a measured process: writes its peak resident set (KiB) when it ends. */
const file = process.env.MODEL_TRACE_PEAK_MEMORY_FILE;
if (file !== undefined) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
