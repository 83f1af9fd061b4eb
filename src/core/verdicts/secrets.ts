/** The job lacks a secret or a right that only a person can give it. */
import { blamesCode, findLine } from "./lines.ts";

const RIGHTS = [
  /input required and not supplied/i,
  /resource not accessible by integration/i,
  /unable to get ACTIONS_ID_TOKEN_REQUEST_URL|could not load credentials from any providers/i,
];

const SECRETS = [
  /\bsecrets?\b.{0,80}\b(?:not (?:set|found|provided|available|configured|defined)|empty|missing|unset|undefined)\b/i,
  /\b[A-Z][A-Z0-9_]*_(?:TOKEN|KEY|SECRET|PASSWORD|CREDENTIALS)\b.{0,60}\b(?:not (?:set|found|provided|available|defined)|empty|missing|unset|undefined|required)\b/,
  /\b(?:missing|requires?|no|undefined|unset)\b.{0,40}\b[A-Z][A-Z0-9_]*_(?:TOKEN|KEY|SECRET|PASSWORD|CREDENTIALS)\b/i,
  /npm (?:ERR!|error) code (?:E401|E403|ENEEDAUTH)/,
  /(?:registry|npm\.pkg|maven|nuget|pypi|ghcr|docker)\S{0,200}.{0,120}\b(?:401|403)\b/i,
  /unauthorized: authentication required|pull access denied|requested access to the resource is denied|denied: permission_denied|no basic auth credentials/i,
  /could not read Username for|unable to locate credentials|username and password required/i,
];

/** @returns the line that says so; null when none does */
export function findMissingSecret(text: string): string | null {
  return findLine(text, RIGHTS) ?? (blamesCode(text) ? null : findLine(text, SECRETS));
}
