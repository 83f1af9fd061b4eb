/**
 * `npm run pictures [-- <words of a story's title> …]`: plays stories and takes a picture of each thread as a phone shows it,
 * 390 px wide, into `.ao/pictures`. Needs a Chromium or Chrome on PATH, hence no part of the tests.
 */
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { execa } from "execa";

const WIDTH = 390;
/** The longest thread that a story makes fits in. */
const HEIGHT = 2_600;
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"];

const root = fileURLToPath(new URL("../..", import.meta.url));
const directory = path.join(root, ".ao", "pictures");

async function main(titles: readonly string[]): Promise<number> {
  const browser = await findBrowser();
  if (browser === null) {
    console.error(`No browser: install one of ${BROWSERS.join(", ")} and put it on PATH.`);
    return 2;
  }
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const failed = await playStories(titles);
  const pages = (await readdir(directory)).filter((name) => name.endsWith(".html"));
  for (const page of pages) await takePicture(browser, path.join(directory, page));
  console.log(`${pages.length} pictures in ${path.relative(process.cwd(), directory)}`);
  return failed ? 1 : 0;
}

async function findBrowser(): Promise<string | null> {
  for (const name of BROWSERS) {
    const { failed } = await execa(name, ["--version"], { reject: false });
    if (!failed) return name;
  }
  return null;
}

/** @returns whether one of them was red; its threads are pictured all the same */
async function playStories(titles: readonly string[]): Promise<boolean> {
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const config = path.join(root, "test", "vitest.config.ts");
  const only = titles.length === 0 ? [] : ["-t", titles.map(escape).join("|")];
  const args = [vitest, "run", "--config", config, "test/stories", ...only];
  const { failed } = await execa(process.execPath, args, {
    cwd: root,
    env: { AO_PAGES: directory },
    stdio: "inherit",
    reject: false,
  });
  return failed;
}

function escape(words: string): string {
  return words.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

async function takePicture(browser: string, page: string): Promise<void> {
  await execa(browser, [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    `--window-size=${WIDTH},${HEIGHT}`,
    `--screenshot=${page.replace(/\.html$/, ".png")}`,
    pathToFileURL(page).href,
  ]);
}

process.exitCode = await main(process.argv.slice(2));
