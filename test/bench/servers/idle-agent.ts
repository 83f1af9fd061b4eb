/** A program that notes when it began, answers the first line of the Agent Client Protocol, and then says nothing. */
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , file = ""] = process.argv;
writeFileSync(file, String(process.hrtime.bigint()));
createInterface({ input: process.stdin }).once("line", (line) => {
  const { id }: { id: unknown } = JSON.parse(line);
  process.stdout.write(
    `${JSON.stringify({ jsonrpc: "2.0", id, result: { protocolVersion: 1 } })}\n`,
  );
});
