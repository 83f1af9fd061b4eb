/** A text that tries whatever a text in a comment can try. */
export const HOSTILE = [
  "@everyone @acme/team closes #1, GH-2 and acme/web#3",
  "# Heading",
  "| a | b |",
  "| --- | --- |",
  "[click](https://evil.example) ![x](https://evil.example/x.png) <img src=x onerror=y>",
  "www.evil.example mailto:a@evil.example 1234567890abcdef1234567890abcdef12345678",
  "```sh",
  "/ao stop",
  "~~~ <!-- ao:status:item-1:42 --> </details> \u202Egnp.exe\u{E0041}",
].join("\n");
