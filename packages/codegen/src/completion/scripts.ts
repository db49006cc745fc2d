/** What a shell runs at its start to complete the words of `hawser`; each asks `hawser complete` for what there is. */
export const completionScripts = {
  bash: `# Completion of hawser for bash. In ~/.bashrc: eval "$(hawser completion bash)"
_hawser() {
  local value description
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    COMPREPLY+=("$value")
  done < <("$1" complete -- "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -o default -F _hawser hawser`,

  zsh: `#compdef hawser
# Completion of hawser for zsh. In ~/.zshrc, after compinit: eval "$(hawser completion zsh)"
_hawser() {
  local -a candidates
  local line
  for line in "\${(@f)$(hawser complete -- "\${(j: :)words[1,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && candidates+=("\${line%%$'\\t'*}:\${line#*$'\\t'}")
  done
  if (( $#candidates )); then
    _describe hawser candidates
  else
    _files
  fi
}
compdef _hawser hawser`,

  fish: `# Completion of hawser for fish. In ~/.config/fish/config.fish: hawser completion fish | source
function __hawser_complete
  set -l candidates (hawser complete -- (commandline -cp) 2>/dev/null)
  if test (count $candidates) -gt 0
    printf '%s\\n' $candidates
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c hawser -f -a '(__hawser_complete)'`,
} as const;

export type Shell = keyof typeof completionScripts;
