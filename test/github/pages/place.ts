import type { Context } from "hono";
import type { Repository } from "../model/words.ts";
import { nameOf, type World } from "../model/world.ts";
import type { MarkdownPlace } from "./markdown.ts";

/** Where a page is: one repository of the stand-in, as of now. */
export interface Place extends MarkdownPlace {
  world: World;
  repository: Repository;
  now: number;
}

export function placeIn(world: World, repository: Repository): Place {
  return {
    world,
    repository,
    url: world.url,
    repositoryPath: `/${nameOf(repository)}`,
    now: world.now(),
  };
}

/** A whole number of a route, which its pattern has checked. */
export function numberIn(context: Context, name: string): number {
  return Number(context.req.param(name));
}
