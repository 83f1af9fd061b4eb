/** A job's log in the form of GitHub's download. */

export interface JobLog {
  write(text: string): void;
  /** From now on `secret` is written as ***. */
  mask(secret: string): void;
  /** Everything so far. */
  read(): string;
}

export function createLog(now: () => Date, onLine: (line: string) => void): JobLog {
  const lines: string[] = [];
  const secrets: string[] = [];
  return {
    write(text) {
      const masked = secrets.reduce((line, secret) => line.replaceAll(secret, "***"), text);
      // Only the first line of a longer message has a time, as the real runner writes it.
      const line = `${stamp(now())} ${masked}`;
      lines.push(line);
      onLine(line);
    },
    mask(secret) {
      if (secret.trim() !== "") secrets.push(secret);
    },
    // The real runner's log files begin with a byte order mark.
    read: () => `\uFEFF${lines.map((line) => `${line}\n`).join("")}`,
  };
}

/** .NET's round-trip form: seven digits of a second. */
function stamp(time: Date): string {
  return time.toISOString().replace("Z", "0000Z");
}
