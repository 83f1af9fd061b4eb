import { randomBytes, verify } from "node:crypto";
import { z } from "zod";
import { ApiError } from "./model/errors.ts";
import type { Actor, InstallationToken, Level, Repository } from "./model/words.ts";
import { findUser, type World } from "./model/world.ts";

const TOKEN_LIFE_MS = 3_600_000;
const MAX_JWT_LIFE_S = 600;
/** GitHub allows this much difference between its clock and the App's. */
const CLOCK_DRIFT_S = 60;

/** Who a request comes from: the App itself with its JWT, an actor with a token, or nobody. */
export type Caller =
  | { readonly kind: "app" }
  | { readonly kind: "actor"; readonly actor: Actor }
  | { readonly kind: "nobody" };

/** Reads an Authorization header of the API; 401 for a token that is unknown or over. */
export function authenticate(world: World, publicKey: string, header: string | null): Caller {
  if (header === null || header === "") return { kind: "nobody" };
  const text = /^(?:bearer|token) (\S+)$/i.exec(header)?.[1];
  if (text === undefined) throw ApiError.badCredentials();
  if (text.startsWith("ey")) {
    verifyJwt(world, publicKey, text);
    return { kind: "app" };
  }
  return { kind: "actor", actor: findActor(world, text) };
}

/** The actor behind a token, of the API or of git; 401 for a token that is unknown or over. */
export function findActor(world: World, text: string): Actor {
  const user = world.userTokens.get(text);
  if (user !== undefined) return { user, token: null };
  const token = world.tokens.get(text);
  if (token === undefined || token.expiresAt <= world.now() || world.installation.deleted) {
    throw ApiError.badCredentials();
  }
  if (world.installation.suspendedAt !== null) {
    throw new ApiError(403, "This installation has been suspended");
  }
  return { user: findUser(world, `${world.app.slug}[bot]`), token: cut(world, token) };
}

/** What the owner has taken back since, an older token does not have either. */
function cut({ installation }: World, token: InstallationToken): InstallationToken {
  const held = Object.entries(token.permissions).flatMap(([name, level]): [string, Level][] => {
    const now = name === "metadata" ? "read" : installation.permissions[name];
    if (now === undefined) return [];
    return [[name, now === "write" ? level : now]];
  });
  return { ...token, permissions: Object.fromEntries(held) };
}

const claims = z.object({
  iss: z.union([z.string(), z.number()]),
  iat: z.number(),
  exp: z.number(),
});

function verifyJwt(world: World, publicKey: string, text: string): void {
  const [head, body, signature] = text.split(".");
  if (head === undefined || body === undefined || signature === undefined) {
    throw new ApiError(401, "A JSON web token could not be decoded");
  }
  const isSigned = verify(
    "RSA-SHA256",
    Buffer.from(`${head}.${body}`),
    publicKey,
    Buffer.from(signature, "base64url"),
  );
  const algorithm: unknown = JSON.parse(Buffer.from(head, "base64url").toString());
  if (!isSigned || !z.object({ alg: z.literal("RS256") }).safeParse(algorithm).success) {
    throw new ApiError(401, "A JSON web token could not be decoded");
  }
  const read = claims.safeParse(JSON.parse(Buffer.from(body, "base64url").toString()));
  if (!read.success) throw new ApiError(401, "A JSON web token could not be decoded");
  const nowS = world.now() / 1000;
  const { iss, iat, exp } = read.data;
  if (![String(world.app.id), `Iv23li${world.app.id}`].includes(String(iss))) {
    throw new ApiError(401, "'Issuer' claim ('iss') must be an Integer");
  }
  if (exp <= nowS) {
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > nowS + MAX_JWT_LIFE_S + CLOCK_DRIFT_S || exp - iat > MAX_JWT_LIFE_S + CLOCK_DRIFT_S) {
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (iat > nowS + CLOCK_DRIFT_S) {
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
}

export interface TokenRequest {
  readonly permissions: Readonly<Record<string, Level>> | undefined;
  readonly repositories: readonly Repository[] | undefined;
  readonly isStateless: boolean;
}

/** Issues an installation token; 422 for more than the installation has. */
export function issueToken(world: World, request: TokenRequest): InstallationToken {
  const { installation } = world;
  if (installation.suspendedAt !== null) {
    throw new ApiError(403, "This installation has been suspended");
  }
  for (const [name, level] of Object.entries(request.permissions ?? {})) {
    const held = installation.permissions[name];
    if (held === "write" || held === level) continue;
    throw new ApiError(422, "The permissions requested are not granted to this installation.");
  }
  const token: InstallationToken = {
    text: makeText(world, request.isStateless),
    expiresAt: world.now() + TOKEN_LIFE_MS,
    // Reading metadata comes with every token.
    permissions: { metadata: "read", ...(request.permissions ?? installation.permissions) },
    repositoryIds:
      request.repositories === undefined
        ? null
        : new Set(request.repositories.map((repository) => repository.id)),
  };
  world.tokens.set(token.text, token);
  return token;
}

/** 40 characters, or the long stateless form that GitHub has been bringing in since April 2026. */
function makeText(world: World, isStateless: boolean): string {
  if (!isStateless) return `ghs_${randomBytes(18).toString("hex")}`;
  const start = `ghs_${world.app.id}_ey`;
  return (
    start +
    randomBytes(400)
      .toString("base64url")
      .slice(0, 519 - start.length)
  );
}
