import type { Command } from 'commander';

export interface CompletionOption {
  flags: string[];
  description: string;
  takesValue: boolean;
  /** Values it may have, where only some are. */
  choices: readonly string[];
}

/** A command as a shell completes it. */
export interface CompletionCommand {
  /** Words after the program: `keys create`; empty for the program itself. */
  path: string[];
  options: CompletionOption[];
  /** Commands below it, or what its first argument may be. */
  words: { name: string; description: string }[];
}

/** The program and all commands below it, each before its own. */
export function commandTree(command: Command, path: string[] = []): CompletionCommand[] {
  const help = command.createHelp();
  const options = help.visibleOptions(command).map(({ short, long, description, required, optional, argChoices }) => ({
    flags: [long, short].filter((flag) => flag !== undefined),
    ...{ description, takesValue: required || optional, choices: argChoices ?? [] },
  }));
  const visible = help.visibleCommands(command);
  const words = [
    ...visible.map((each) => ({ name: each.name(), description: each.description() })),
    ...(command.registeredArguments[0]?.argChoices ?? []).map((name) => ({ name, description: '' })),
  ];
  return [
    { path, options, words },
    // `help` is commander's own: it takes no options.
    ...command.commands.flatMap((each) => commandTree(each, [...path, each.name()])),
  ];
}
