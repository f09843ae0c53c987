import type { CompletionCommand, CompletionOption } from './command-tree.ts';

/** `eval "$(model-trace completion bash)"` completes commands, options and their values. Starts no process at a key press. */
export function bashScript(program: string, commands: readonly CompletionCommand[]): string {
  const name = `_${program.replaceAll('-', '_')}`;
  const cases = (pattern: string, body: string) => `    '${pattern}') ${body} ;;`;
  const offered = commands.map(({ path, options, words }) => {
    const names = words.map((each) => each.name).join(' ');
    return cases(path.join(' '), `words='${names}'; flags='${flags(options).join(' ')}'`);
  });
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => `'${path.join(' ')}'`);
  const valued = commands.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .flatMap((option) =>
        option.flags.map((flag) => cases(`${path.join(' ')}:${flag}`, `words='${option.choices.join(' ')}'; value=1`)),
      ),
  );
  return `# Completion of ${program} for bash: put  eval "$(${program} completion bash)"  into ~/.bashrc
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command='' words='' flags='' value='' next i
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${command:+$command }\${COMP_WORDS[i]}"
    case "$next" in
      ${paths.join('|')}) command="$next" ;;
    esac
  done
  case "$command:$before" in
${valued.join('\n')}
  esac
  if [[ -z $value ]]; then
    case "$command" in
${offered.join('\n')}
    esac
    # Other arguments are files, or ids that only a server knows.
    [[ $current == -* ]] && words="$flags"
  fi
  [[ -z $words ]] || COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -o bashdefault -F ${name} ${program}
`;
}

const flags = (options: readonly CompletionOption[]) => options.flatMap((option) => option.flags);
