/** Installs one agent in a process of its own, so that ending its group ends npm too. */
import { agentNames, installAgent } from "../agents/install.ts";

const name = agentNames.find((one) => one === process.argv[2]);
if (name === undefined) throw new Error(`usage: install-agent.ts ${agentNames.join(" | ")}`);

const tell = (message: Record<string, unknown>): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};
const { directory } = await installAgent(name, { onProgress: (says) => tell({ says }) });
tell({ directory });
