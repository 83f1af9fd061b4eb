import type { User } from "./words.ts";
import type { World } from "./world.ts";

/** Adds a person, bot or organization, or gives the one that is there already. */
export function addUser(world: World, login: string, type: User["type"] = "User"): User {
  const known = world.users.get(login.toLowerCase());
  if (known !== undefined) return known;
  const user: User = { id: world.nextId("user"), login, type, createdAt: world.now() };
  world.users.set(login.toLowerCase(), user);
  return user;
}

/** The name and address that commits made on the site carry. */
export function identityOf(user: User): { name: string; email: string } {
  return { name: user.login, email: `${user.id}+${user.login}@users.noreply.github.com` };
}

/** Who made a commit, by the address that only that account has. */
export function findCommitter(world: World, email: string): User | null {
  const id = /^(\d+)\+.+@users\.noreply\.github\.com$/.exec(email)?.[1];
  if (id === undefined) return null;
  return [...world.users.values()].find((user) => user.id === Number(id)) ?? null;
}
