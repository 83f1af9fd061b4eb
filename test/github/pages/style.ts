/** What GitHub's Markdown style leaves out: the frame around comments, in light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --back: #ffffff; --soft: #f6f8fa; --line: #d1d9e0; --text: #1f2328;
  --dim: #59636e; --link: #0969da; --good: #1a7f37; --bad: #d1242f; --running: #9a6700; --merged: #8250df; }
@media (prefers-color-scheme: dark) { :root { --back: #0d1117; --soft: #151b23; --line: #3d444d; --text: #f0f6fc;
  --dim: #9198a1; --link: #4493f8; --good: #3fb950; --bad: #f85149; --running: #d29922; --merged: #ab7df8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); overflow-wrap: anywhere;
  font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
a { color: var(--link); text-decoration: none; }
a.away { text-decoration: underline dotted; }
nav { background: var(--soft); border-bottom: 1px solid var(--line); padding: 12px 16px; font-weight: 600; }
nav a { color: var(--text); }
nav a + a::before { content: " / "; color: var(--dim); font-weight: 400; }
.stand-in { float: right; color: var(--dim); font-weight: 400; font-size: 12px; }
main { max-width: 800px; margin: 0 auto; padding: 16px; }
h1 { font-size: 24px; line-height: 1.25; font-weight: 600; margin: 0 0 8px; }
h1 .number { color: var(--dim); font-weight: 300; }
h2 { font-size: 16px; margin: 24px 0 8px; }
.meta { color: var(--dim); margin: 8px 0; }
.state { display: inline-block; color: #ffffff; border-radius: 2em; padding: 4px 12px; font-weight: 500; margin-right: 4px; }
.state.open { background: var(--good); } .state.closed { background: var(--bad); }
.state.merged, .state.completed { background: var(--merged); } .state.draft { background: var(--dim); }
.box .state { padding: 1px 8px; font-size: 12px; }
.label, .reaction, .tag { display: inline-block; border-radius: 2em; font-size: 12px; line-height: 18px; padding: 0 8px; margin-right: 4px; }
.label { font-weight: 500; border: 1px solid #00000022; }
.tag { border: 1px solid var(--line); color: var(--dim); padding: 0 6px; font-weight: 400; }
.reactions { margin: 0; padding: 0 12px 12px; }
.reaction { border: 1px solid var(--line); padding: 2px 8px; }
.avatar { display: inline-block; width: 24px; height: 24px; border-radius: 50%; color: #ffffff; font-size: 10px;
  line-height: 24px; text-align: center; vertical-align: middle; margin-right: 6px; font-weight: 600; }
.avatar.bot { border-radius: 6px; }
.comment { border: 1px solid var(--line); border-radius: 6px; margin: 16px 0; background: var(--back); }
.comment header { background: var(--soft); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0;
  padding: 8px 12px; color: var(--dim); }
.comment header b { color: var(--text); }
.comment .markdown-body { padding: 12px; font-size: 14px; background: transparent; }
.markdown-body .task-list-item-checkbox { margin: 0 4px 0 -20px; vertical-align: middle; }
.markdown-body .task-list-item { list-style: none; }
.markdown-body .mention { font-weight: 600; color: inherit; }
.markdown-body .image { color: var(--dim); }
.event { color: var(--dim); margin: 12px 0 12px 12px; padding-left: 12px; border-left: 2px solid var(--line); }
.event b { color: var(--text); }
.lock { border-radius: 14px; background: var(--soft); border: 1px dashed var(--line); padding: 8px 12px; margin: 16px 0 -8px;
  font-size: 13px; }
.lock small { display: block; color: var(--dim); }
.lock span { display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; }
.box { border: 1px solid var(--line); border-radius: 6px; margin: 8px 0 16px; }
.box > * { display: block; padding: 10px 12px; border-top: 1px solid var(--line); color: inherit; margin: 0; }
.box > :first-child { border-top: 0; }
.mark { display: inline-block; width: 18px; font-weight: 700; text-align: center; margin-right: 4px; }
.good { color: var(--good); } .bad { color: var(--bad); } .running { color: var(--running); } .neutral { color: var(--dim); }
code, .log { font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 12px; }
.ref { background: #818b981f; border-radius: 6px; padding: 2px 6px; }
.log { background: #0d1117; color: #d1d7e0; border-radius: 6px; padding: 12px; margin: 8px 0; line-height: 1.45; }
.log div { white-space: pre-wrap; min-height: 1.45em; }
.log .group { color: #79c0ff; } .log .error { color: #ff7b72; } .log .warning { color: #d29922; }
.log time { display: none; color: #7d8590; margin-right: 8px; }
@media (min-width: 700px) { .log time { display: inline; } }
details > summary { cursor: pointer; }
`;
