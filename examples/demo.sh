#!/bin/sh
# What promptlint does, shown on a small repository of prompts: `make demo` calls this from the top of the project.
set -eu
top=$(pwd)
promptlint="$top/.demo/promptlint"
repo="$top/.demo/repository"
rm -rf "$repo"
mkdir -p "$repo"
# The hooks call one command by its path, and the path of this project may hold a space.
printf '#!/bin/sh\nexec "%s" -m promptlint "$@"\n' "$top/.demo/venv/bin/python" >"$promptlint"
chmod +x "$promptlint"
cp -R examples/good/prompts "$repo/prompts"
cd "$repo"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null PROMPTLINT="$promptlint"
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE 2>/dev/null || true

say() { printf '\n\033[1m# %s\033[0m\n' "$1"; }
run() { printf '\033[2m$ %s\033[0m\n' "$*"; "$@"; }
[ -t 1 ] || { say() { printf '\n# %s\n' "$1"; }; run() { printf '$ %s\n' "$*"; "$@"; }; }
promptlint() { "$promptlint" "$@"; }

git -c init.defaultBranch=main init --quiet
git config user.name Demo
git config user.email demo@example.com
mkdir -p .git/hooks
cp "$top/hooks/pre-commit" .git/hooks/pre-commit
PROMPTLINT_ARGS=--quiet git add prompts
say 'A small repository: a template with a shared policy, a chat prompt, a request body with a cache mark.'
run git commit --quiet --message 'Our prompts'
run promptlint check prompts/

say 'Somebody changes one word of the policy, and nothing else.'
sed 's/twenty words/twelve words/' prompts/_policy.md >changed && mv changed prompts/_policy.md
run git add prompts/_policy.md
if run git commit --quiet --message 'Shorter summaries'; then
  echo 'the commit should have been blocked' >&2
  exit 1
fi

say 'The commit was blocked: the edit is in a cached prefix, and its version did not move. Now with the bump.'
sed 's/version=3/version=4/' prompts/triage.j2 >changed && mv changed prompts/triage.j2
run git add prompts/triage.j2
run git commit --quiet --message 'Shorter summaries, triage version 4'
run git log --oneline
