/**
 * Hono's limit for bodies, without its price: that one opens a web stream of every request to see whether there is a body,
 * a tenth of all that a webhook costs. A length that is told is judged by itself, since Node's parser reads no byte more.
 */
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

export function limitBody(maxBytes: number, refuse: (c: Context) => Response): MiddlewareHandler {
  const count = bodyLimit({ maxSize: maxBytes, onError: refuse });
  return async (c, next) => {
    const told = c.req.header("content-length");
    const isTold = told !== undefined && c.req.header("transfer-encoding") === undefined;
    if (!isTold) return count(c, next);
    return Number(told) > maxBytes ? refuse(c) : next();
  };
}
