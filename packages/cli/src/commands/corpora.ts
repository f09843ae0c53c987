import { corpusRegistry } from '@model-trace/core/corpora';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { corporaReport } from '../reports/corpora-report.ts';
import { jsonOption } from './shared-options.ts';

/** `corpora`: what `perplexity --corpus` may name here. */
export function corporaCommand({ config, stdout }: CommandContext): Command {
  return new Command('corpora')
    .description('list the corpora registered in CORPORA_DIR')
    .addOption(jsonOption())
    .action(async ({ json }: { json?: boolean }) => {
      const items = await corpusRegistry(config.corporaDir).list();
      stdout.write(json ? `${JSON.stringify({ items })}\n` : corporaReport(items, stdout));
    });
}
