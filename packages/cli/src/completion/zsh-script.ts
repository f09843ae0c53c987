import type { CompletionCommand, CompletionOption } from './command-tree.ts';

/** `eval "$(model-trace completion zsh)"`, after compinit: commands and options with their descriptions. */
export function zshScript(program: string, commands: readonly CompletionCommand[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const body = commands.map(({ path, options, words }) => {
    const specifications = options.flatMap((option) => option.flags.map((flag) => quoted(specification(flag, option))));
    const rest =
      words.length === 0
        ? [`'*: :_files'`]
        : [`'1: :((${words.map((each) => `${each.name}\\:${described(each.description)}`).join(' ')}))'`, `'*: :'`];
    return `    ${quoted(path.join(' '))}) _arguments -s ${[...specifications, ...rest].join(' ')} ;;`;
  });
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(' ')));
  return `#compdef ${program}
# Completion of ${program} for zsh: put  eval "$(${program} completion zsh)"  into ~/.zshrc, after compinit
${name}() {
  local command='' next i depth=0
  for ((i = 2; i < CURRENT; i++)); do
    next="\${command:+$command }\${words[i]}"
    case "$next" in
      ${paths.join('|')}) command="$next"; depth=$((i - 1)) ;;
    esac
  done
  # What follows is completed as if the command were the program.
  words=("\${words[1]}" "\${words[@]:$((depth + 1))}")
  ((CURRENT -= depth))
  case "$command" in
${body.join('\n')}
  esac
}
compdef ${name} ${program}
`;
}

function specification(flag: string, { description, takesValue, choices }: CompletionOption): string {
  const value = takesValue ? `: :${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}` : '';
  return `${flag}[${description.replaceAll(/[[\]:]/g, '\\$&')}]${value}`;
}

/** A word of a list of values with descriptions: spaces, colons and quotes of its own must not end it. */
const described = (text: string) => text.replaceAll(/[^\p{L}\p{N}_,./=…-]/gu, '\\$&').replaceAll("'", "'\\''");
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
