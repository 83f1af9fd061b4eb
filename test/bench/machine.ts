/** Where and when it was measured: without that no number means anything. */
import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, tmpdir, type } from "node:os";
import { promisify } from "node:util";

export interface MachineFacts {
  date: string;
  cores: number;
  processor: string;
  system: string;
  node: string;
  git: string;
  fileSystem: string;
  /** Before the bench: others who used the machine. */ load: number;
}

/** Linux' names; others are told as their number. @see https://man7.org/linux/man-pages/man2/statfs.2.html */
const FILE_SYSTEMS = new Map([
  [0xef53, "ext4"],
  [0x58465342, "xfs"],
  [0x9123683e, "btrfs"],
  [0x01021994, "tmpfs"],
  [0x794c7630, "overlayfs"],
  [0x2fc12fc1, "zfs"],
]);

export async function describeMachine(): Promise<MachineFacts> {
  const { stdout } = await promisify(execFile)("git", ["--version"]);
  const { type: fileSystem } = await statfs(tmpdir());
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    processor: (cpus()[0]?.model ?? "unknown").trim(),
    system: type(),
    node: process.version,
    git: stdout.trim().replace("git version ", ""),
    fileSystem: FILE_SYSTEMS.get(fileSystem) ?? `0x${fileSystem.toString(16)}`,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

export function sayMachine(facts: MachineFacts): string {
  const { date, cores, processor, system, node, git, fileSystem, load } = facts;
  return `${date}, ${cores} cores (${processor}), ${system}, Node ${node}, git ${git}, ${fileSystem}, load before ${load}`;
}
