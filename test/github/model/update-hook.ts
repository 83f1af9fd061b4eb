/**
 * What GitHub refuses when a branch moves, for pushes and for the API. The variables are set by who
 * runs it; STAND_IN_RULES has a line for each rule: GH006 (classic) or GH013 (a ruleset), the refs it
 * is for, its kind, and what it asks. Verified commits are listed in the file `verified-commits`.
 */
export const UPDATE_HOOK = String.raw`#!/bin/sh
ref="$1" old="$2" new="$3"
zero=0000000000000000000000000000000000000000
if [ -n "$STAND_IN_REFUSE" ]; then
  echo "error: $STAND_IN_REFUSE" >&2
  exit 1
fi
if [ "$STAND_IN_WORKFLOWS" = no ] && [ "$new" != $zero ]; then
  if [ "$old" = $zero ]; then from=$(git merge-base "$new" HEAD || git hash-object -t tree /dev/null)
  else from="$old"; fi
  # The same file with the same content on another branch is no change.
  known() {
    blob=$(git rev-parse -q --verify "$new:$1" || echo none)
    for branch in $(git for-each-ref --format='%(refname)' refs/heads); do
      [ "$(git rev-parse -q --verify "$branch:$1" || echo none)" = "$blob" ] && return 0
    done
    return 1
  }
  git diff --name-only "$from" "$new" -- .github/workflows | while read -r file; do
    known "$file" && continue
    echo "refusing to allow a GitHub App to create or update workflow \`$file\` without \`workflows\` permission" >&2
    exit 1
  done || exit 1
fi
[ -n "$STAND_IN_RULES" ] || exit 0

commits() { [ "$new" = $zero ] || git rev-list "$@" "$new" --not --branches; }

violation() {
  case "$1" in
    signatures)
      touch verified-commits
      list=$(commits | grep -vxFf verified-commits)
      [ -z "$list" ] || echo "Commits must have verified signatures."
      ;;
    message)
      list=$(for sha in $(commits); do
        git log -1 --format=%s "$sha" | grep -qE -- "$2" || echo "$sha"
      done)
      [ -z "$list" ] || echo "Commit message must match pattern: $2"
      ;;
    linear)
      list=$(commits --merges)
      [ -z "$list" ] || echo "This branch must not contain merge commits."
      ;;
    pull) echo "Changes must be made through a pull request." ;;
    check)
      context=$(printf %s "$2" | cut -f 1)
      printf %s "$2" | cut -f 2- | tr '\t' '\n' | grep -qxF "$new" ||
        echo "Required status check \"$context\" is expected."
      return
      ;;
  esac
  [ -z "$list" ] || {
    count=$(echo "$list" | wc -l)
    [ "$count" = 1 ] && echo "  Found 1 violation:" || echo "  Found $count violations:"
    echo
    echo "$list" | sed 's/^/  /'
  }
}

tab=$(printf '\t')
said=$(printf '%s\n' "$STAND_IN_RULES" | while IFS="$tab" read -r code refs kind argument; do
  printf %s "$ref" | grep -qE -- "$refs" || continue
  list=
  text=$(violation "$kind" "$argument")
  [ -z "$text" ] && continue
  if [ "$code" = GH006 ]; then echo "GH006 error: $(echo "$text" | head -n 1)"
  else echo "$text" | sed '1s/^/- /; s/^/GH013 /'; echo "GH013 "
  fi
done)
[ -n "$said" ] || exit 0
{
  if echo "$said" | grep -q ^GH006; then
    echo "error: GH006: Protected branch update failed for $ref."
    echo "$said" | sed -n 's/^GH006 //p'
  fi
  if echo "$said" | grep -q ^GH013; then
    echo "error: GH013: Repository rule violations found for $ref."
    echo "Review all repository rules at $STAND_IN_PAGE/rules?ref=$(echo "$ref" | sed 's,/,%2F,g')"
    echo
    echo "$said" | sed -n 's/^GH013 //p'
  fi
} >&2
exit 1
`;
