/** What every verb of the GitHub port stands on. */
import type { Connection } from "./connection.ts";

export interface ClientOptions {
  connection: Connection;
  githubUrl: string;
  appId: number;
  /** Where pushes unpack; emptied after each. */
  temporaryDirectory: string;
}
