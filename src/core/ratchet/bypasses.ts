/** Ways to keep a test and have it check nothing, none of which has the word "skip" in it. Read over code, not comments. */

interface Bypass {
  languages: readonly string[];
  pattern: RegExp;
  /** What stands in a comment counts here. */
  inComments?: true;
  /** Goes on after the path. */
  says: string;
}

const RETURNS = "returns before it checks anything";
const SWALLOWS = "lets failures pass";
const OFF = "switches code off";
const EXITS = "ends or picks the run by itself";
const AGAIN = "tries again until it passes";

const BYPASSES: readonly Bypass[] = [
  {
    languages: ["JavaScript"],
    pattern:
      /(?<![.\w$])(?:test|it)(?:\.\w{1,20}){0,2}\s{0,3}\([^\n]{0,300}=>\s{0,3}\{\s{0,40}return\s{0,3}[;\n}]|\bprocess\.env\.CI\b[^\n]{0,60}\breturn\b/g,
    says: RETURNS,
  },
  {
    languages: ["Python"],
    pattern:
      /^[ \t]{0,40}(?:async[ \t]{1,4})?def[ \t]{1,4}test\w{0,200}\([^\n]{0,200}:\s{0,80}return[ \t]{0,9}$/gm,
    says: RETURNS,
  },
  {
    languages: ["Go"],
    pattern: /^func[ \t]{1,4}Test\w{0,200}\([^\n]{0,100}\{\s{0,40}return[ \t]{0,9}$/gm,
    says: RETURNS,
  },
  {
    languages: ["JavaScript", "Dart"],
    pattern:
      /\btry\s{0,5}\{[^{}]{0,400}\b(?:expect|assert)\b[^{}]{0,400}\}\s{0,5}catch\s{0,5}(?:\([^()]{0,40}\)\s{0,5})?\{\s{0,400}\}/g,
    says: SWALLOWS,
  },
  {
    languages: ["Python"],
    pattern:
      /\bassert\b[^\n]{0,300}\n\s{0,80}except\b[^\n]{0,100}:\s{0,80}pass\b|\bsuppress\((?:AssertionError|Exception|BaseException)\b/g,
    says: SWALLOWS,
  },
  {
    languages: ["JVM", "C#"],
    pattern:
      /\bcatch\s{0,3}\(\s{0,3}(?:final\s)?(?:AssertionError|Throwable|Error)\b[^()]{0,40}\)\s{0,3}\{\s{0,200}\}/g,
    says: SWALLOWS,
  },
  {
    languages: ["JavaScript", "Dart", "JVM", "PHP", "C++", "C#"],
    pattern:
      /\bif\s{0,3}\(\s{0,3}(?:false|0)\s{0,3}\)|^[ \t]{0,20}#[ \t]{0,5}if[ \t]{1,5}(?:0|false)\b/gim,
    says: OFF,
  },
  { languages: ["Python"], pattern: /\b(?:if|while)[ \t]{1,3}(?:False|0)[ \t]{0,3}:/g, says: OFF },
  { languages: ["Ruby"], pattern: /^=begin\b|^__END__\b|\bif false\b/gm, says: OFF },
  {
    languages: ["Rust"],
    pattern: /#!?\[cfg\((?:any\(\)|false|FALSE|not\(test\))\)\]/g,
    says: OFF,
  },
  { languages: ["JVM"], pattern: /\benabled\s{0,3}=\s{0,3}false\b/g, says: OFF },
  {
    languages: ["Go"],
    pattern: /^\/\/go:build\b|^\/\/ \+build\b/gm,
    inComments: true,
    says: "is built under a condition",
  },
  {
    languages: ["JavaScript"],
    pattern:
      /\b(?:const|let|var)\s{1,3}(?:test|it|expect|describe|assert)\s{0,3}=\s{0,3}(?:async\s{0,3})?(?:\(|function\b|\w{1,40}\s{0,3}=>)|\bfunction\s{1,3}(?:test|it|expect|describe)\s{0,3}\(/g,
    says: "puts something of its own in the place of the test functions",
  },
  {
    languages: ["JavaScript"],
    pattern: /\bprocess\.exit(?:Code\s{0,3}=|\()\s{0,3}0/g,
    says: EXITS,
  },
  {
    languages: ["Python"],
    pattern:
      /\bsys\.exit\(0\)|\bos\._exit\(|\bpytest\.exit\(|\bdef[ \t]{1,4}pytest_(?:collection_modifyitems|ignore_collect|pycollect_\w{1,30}|runtest_\w{1,30})\b/g,
    says: EXITS,
  },
  { languages: ["Go"], pattern: /\bos\.Exit\(0\)/g, says: EXITS },
  {
    languages: ["JavaScript"],
    pattern: /\bretryTimes\(\s{0,3}[1-9]|\bretr(?:y|ies)\s{0,3}:\s{0,3}[1-9]/g,
    says: AGAIN,
  },
  { languages: ["Python"], pattern: /@(?:pytest\.mark\.)?flaky\b|\breruns\s{0,3}=/g, says: AGAIN },
];

/** How often each is there, by what is said of it. */
export function countBypasses(
  language: string,
  { text, code }: { text: string; code: string },
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { languages, pattern, inComments, says } of BYPASSES) {
    if (!languages.includes(language)) continue;
    const found = (inComments === true ? text : code).matchAll(pattern);
    counts.set(
      says,
      found.reduce((sum) => sum + 1, counts.get(says) ?? 0),
    );
  }
  return counts;
}
