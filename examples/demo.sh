#!/bin/sh
# What promptlint does, shown on a small repository of prompts; `make demo` calls this from the top of the project.
# It fails if any of what it announces does not happen.
set -eu
top=$(pwd)
repository=$top/.demo/repository

# Nothing of the user's own git reaches the demonstration, and nothing of it reaches the user.
for name in $(env | sed -n 's/^\(GIT_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
unset PROMPTLINT PROMPTLINT_ARGS PROMPTLINT_DEBUG
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_PAGER=cat
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com
export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
export PATH="$top/.demo/venv/bin:$PATH"

bold='' dim='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m')
fi
say() { printf '\n%s%s%s\n\n' "$bold" "$1" "$plain"; }
typed() { printf '%s$ %s%s\n' "$dim" "$1" "$plain"; }
fail() {
  printf '\nThe demonstration failed: %s.\n' "$1" >&2
  exit 1
}
check() {
  typed 'promptlint check prompts'
  promptlint check prompts
}
commit() {
  typed "git commit -m '$1'"
  git commit --quiet --message "$1" 2>&1
}
# Change a file by a sed script, stage it, and show what changed.
edit() {
  sed "$1" "$2" >.edited
  mv .edited "$2"
  if git diff --quiet; then fail "there was nothing to edit in $2"; fi
  git add "$2"
  typed 'git diff --staged --word-diff'
  git diff --staged --word-diff --unified=0 "$2" | sed '1,/^@@/d'
  echo
}

rm -rf "$repository"
mkdir -p "$repository"
cp -R examples/good/prompts "$repository/prompts"
cd "$repository"
git -c init.defaultBranch=main init --quiet --template=
mkdir .git/hooks
cp "$top/hooks/pre-commit" .git/hooks/pre-commit
git add prompts

say '1. A repository of prompts, clean. The hook that comes with promptlint checks each commit.'
check || fail 'the prompts should be clean'
commit 'Our prompts' || fail 'clean prompts should be accepted'

say '2. A quiet edit: one word of the policy that the prompt triage.j2 includes.'
edit 's/twenty words/twelve words/' prompts/_policy.md
if commit 'Shorter summaries'; then fail 'the edit should have been blocked'; fi
[ "$(git rev-list --count HEAD)" = 1 ] || fail 'the edit should not be in the history'
status=0
promptlint check --staged --select prefix-changed-without-bump >/dev/null 2>&1 || status=$?
[ "$status" = 1 ] || fail 'the edit should have been blocked for its missing version bump'

say '3. Blocked: each request would have missed the cache, and nothing would have said so. Now with the version bumped.'
edit 's/version=3/version=4/' prompts/triage.j2
commit 'Shorter summaries, triage version 4' || fail 'the bumped edit should be accepted'
[ -z "$(git status --porcelain)" ] || fail 'everything should be committed'
typed 'git log --oneline'
git log --oneline

say '4. Accepted. Prompts with a fault each: .demo/venv/bin/promptlint check --no-base examples/bad'
