import { Argument, Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { bashScript } from '../completion/bash-script.ts';
import { commandTree } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish-script.ts';
import { zshScript } from '../completion/zsh-script.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `completion SHELL`: prints a script that completes this command line, made from the commands themselves. */
export function completionCommand({ stdout }: CommandContext): Command {
  const command = new Command('completion')
    .description('print a script that completes commands and options: eval "$(model-trace completion bash)"')
    .addArgument(new Argument('<shell>', 'which one').choices(Object.keys(scripts)))
    .action((shell: keyof typeof scripts) => {
      const program = command.parent!;
      stdout.write(scripts[shell](program.name(), commandTree(program)));
    });
  return command;
}
