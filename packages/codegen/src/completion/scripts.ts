/** What a shell runs at its start to complete the words of `hawser`; each asks `hawser complete` for what there is. */
export const completionScripts = {
  // Bash takes what stands behind a = for a word of its own, so that only this may be put in its place.
  bash: `# Completion of hawser for bash. In ~/.bashrc: eval "$(hawser completion bash)"
_hawser() {
  local value description
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    [[ $value == -*=* && $2 != -*=* ]] && value=\${value#*=}
    COMPREPLY+=("$value")
  done < <("$1" complete -- "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -o default -F _hawser hawser`,

  // As a file of $fpath it is run to complete the first time; with eval it is not.
  zsh: `#compdef hawser
# Completion of hawser for zsh. In ~/.zshrc, after compinit: eval "$(hawser completion zsh)"
_hawser() {
  local -a candidates
  local line value description
  for line in "\${(@f)$("\${(Q)words[1]}" complete -- "\${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)}"; do
    value=\${line%%$'\\t'*} description=\${line#*$'\\t'}
    [[ -n $value ]] && candidates+=("\${value//:/\\\\:}\${description:+:$description}")
  done
  if (( $#candidates )); then
    _describe hawser candidates
  else
    [[ $PREFIX == -*=* ]] && compset -P 1 '*='
    _files
  fi
}
if [[ $funcstack[1] == _hawser ]]; then
  _hawser "$@"
else
  compdef _hawser hawser
fi`,

  fish: `# Completion of hawser for fish. In ~/.config/fish/config.fish: hawser completion fish | source
function __hawser_complete
  set -l candidates (hawser complete -- (commandline -cp | string collect) 2>/dev/null)
  set -l word (commandline -ct)
  if test (count $candidates) -gt 0
    printf '%s\\n' $candidates
  else if string match -q -- '-*=*' $word
    set -l parts (string split -m 1 = -- $word)
    printf "$parts[1]=%s\\n" (__fish_complete_path $parts[2])
  else
    __fish_complete_path $word
  end
end
complete -c hawser -f -a '(__hawser_complete)'`,
} as const;

export type Shell = keyof typeof completionScripts;
