import type { CompletionCommand, CompletionOption } from './command-tree.ts';

/** `model-trace completion fish | source`: commands and options with their descriptions. */
export function fishScript(program: string, commands: readonly CompletionCommand[]): string {
  const name = `__${program.replaceAll('-', '_')}_command`;
  const lines = commands.flatMap(({ path, options, words }) => {
    const here = `complete -c ${program} -n ${quoted(`test "$(${name})" = "${path.join(' ')}"`)}`;
    return [
      ...words.map((each) => `${here} -f -a ${each.name} -d ${quoted(each.description)}`),
      ...options.map((option) => `${here} ${optionOf(option)} -d ${quoted(option.description)}`),
    ];
  });
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')));
  return `# Completion of ${program} for fish: put  ${program} completion fish | source  into config.fish
function ${name}
  set -l command ''
  for word in (commandline -opc)[2..]
    set -l next (string trim "$command $word")
    switch "$next"
      case ${paths.join(' ')}
        set command "$next"
    end
  end
  echo "$command"
end
${lines.join('\n')}
`;
}

function optionOf({ flags, takesValue, choices }: CompletionOption): string {
  const named = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = !takesValue ? [] : choices.length > 0 ? [`-x -a ${quoted(choices.join(' '))}`] : ['-r'];
  return [...named, ...value].join(' ');
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
