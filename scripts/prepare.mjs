// Set-up steps in plain Node without packages: they run before any package is installed.
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { dirname, join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, "node_modules")
const installStamp = join(modules, ".tollgate-install")
const recipes = join(root, ".data/recipes")
const recipesStamp = join(recipes, "node_modules/.tollgate-install")
const recipesLock = "lib/testing/recipes/package-lock.json"
const clientStamp = join(root, "lib/db/generated/.stamp")
const buildStamp = join(root, ".next/tollgate-build")
const setupLog = join(root, ".data/setup.log")

const CLIENT_SOURCES = ["prisma/schema.prisma", "package-lock.json"]
const BUILD_SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "next.config.mjs",
  "postcss.config.mjs",
  "prisma/schema.prisma",
  "package-lock.json",
  "tsconfig.json",
]

/** What a person is told, in one sentence, without a stack. */
export class SetupError extends Error {}

/**
 * Makes this checkout ready for a command and returns the Node to run it on. `client`: the database
 * client; `recipes`: what the recipes are tested with; `build`: the web application. Costs milliseconds when everything
 * is in place.
 */
export async function prepare({ client = false, recipes = false, build = false } = {}) {
  const steps = [
    install,
    ...(client ? [generate] : []),
    ...(recipes ? [installRecipes] : []),
    ...(build ? [compile] : []),
  ]
  if (!steps.every((candidate) => candidate.isReady())) {
    await withSetupLock(async () => {
      for (const next of steps) if (!next.isReady()) await step(next.name, next.run)
    })
  }
  return pickNode()
}

/** The packages: missing, or of another lock file or machine. */
const install = {
  name: "Installing dependencies",
  isReady() {
    if (!existsSync(join(modules, "next/package.json"))) return false
    if (existsSync(installStamp)) return readOrEmpty(installStamp) === lockDigest()
    // Installed by hand: npm writes its own copy of the lock last.
    const copy = statSync(join(modules, ".package-lock.json"), { throwIfNoEntry: false })
    return copy !== undefined && copy.mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs
  },
  async run() {
    await ci(["--include=dev", "--include=optional"])
    writeFileSync(installStamp, lockDigest())
  },
}

/** The packages that the recipes are run against: of no use to whoever runs the product. */
const installRecipes = {
  name: "Installing the packages of the recipes",
  isReady: () => readOrEmpty(recipesStamp) === lockDigest(recipesLock),
  async run() {
    // Not beside their list: whatever looks through the sources would look through them as well.
    cpSync(join(root, dirname(recipesLock)), recipes, { recursive: true })
    await ci(["--prefix", recipes])
    writeFileSync(recipesStamp, lockDigest(recipesLock))
  },
}

async function ci(flags) {
  const npm = process.env.npm_execpath
  const [program, ...first] = npm?.endsWith("js") ? [process.execPath, npm] : ["npm"]
  const quiet = ["--ignore-scripts", "--engine-strict=false", "--no-audit", "--no-fund", "--loglevel=error"]
  await runQuietly(program, [...first, "ci", ...flags, ...quiet])
}

function lockDigest(lock = "package-lock.json") {
  return `${digestOf([lock])} ${process.platform} ${process.arch}`
}

/** The Prisma client: missing, or older than the schema. */
const generate = {
  name: "Generating the database client",
  isReady: () => readOrEmpty(clientStamp) === digestOf(CLIENT_SOURCES),
  async run() {
    const node = pickNode()
    await runQuietly(node, [join(modules, "prisma/build/index.js"), "generate"], {
      // Prisma downloads a native engine unless one is named; the client itself never runs it.
      PRISMA_SCHEMA_ENGINE_BINARY: node,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    })
    writeFileSync(clientStamp, digestOf(CLIENT_SOURCES))
  },
}

/** The web application: a source changed since the last build. */
const compile = {
  name: "Building",
  isReady: () => readOrEmpty(buildStamp) === digestOf(BUILD_SOURCES),
  async run() {
    const digest = digestOf(BUILD_SOURCES)
    rmSync(buildStamp, { force: true })
    await runQuietly(pickNode(), [join(modules, "next/dist/bin/next"), "build"], {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
    })
    writeFileSync(buildStamp, digest)
  },
}

/** The Node 24 that npm brought, or this one where npm has none and it is new enough. */
function pickNode() {
  const os = process.platform === "win32" ? "win" : process.platform
  const suffix = process.platform === "win32" ? ".exe" : ""
  const brought = join(modules, `node-${os}-${process.arch}`, "bin", `node${suffix}`)
  if (existsSync(brought) && (resolve(process.execPath) === brought || runs(brought))) return brought
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath
  throw new SetupError(
    `npm has no Node 24 for ${process.platform} ${process.arch} and this one is ${process.version}: install Node 22.19 or newer and run the command again.`,
  )
}

function runs(program) {
  const mark = join(modules, ".tollgate-node")
  if (existsSync(mark)) return readFileSync(mark, "utf8") === "ok"
  const works = spawnSync(program, ["--version"]).status === 0
  writeFileSync(mark, works ? "ok" : "no")
  return works
}

/** Runs set-up work while no other command of this checkout does. */
async function withSetupLock(work) {
  const lock = join(root, ".data/setup.lock")
  mkdirSync(dirname(lock), { recursive: true })
  for (let told = false; !takeLock(lock); told = true) {
    const holder = Number(readOrEmpty(lock))
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true })
    else if (!told) process.stderr.write(`Waiting for process ${holder}, which is setting up this folder.\n`)
    await sleep(300)
  }
  const release = () => rmSync(lock, { force: true })
  process.once("exit", release)
  try {
    return await work()
  } finally {
    process.off("exit", release)
    release()
  }
}

function takeLock(lock) {
  try {
    const handle = openSync(lock, "wx")
    writeSync(handle, String(process.pid))
    closeSync(handle)
    return true
  } catch (error) {
    if (error.code === "EEXIST") return false
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

/** One line per step, with its time; standard output stays the command's own. */
async function step(name, work) {
  const began = performance.now()
  process.stderr.write(`${name} … `)
  try {
    await work()
    process.stderr.write(`${((performance.now() - began) / 1000).toFixed(1)} s\n`)
  } catch (error) {
    process.stderr.write("failed\n")
    throw error
  }
}

async function runQuietly(program, args, env = {}) {
  mkdirSync(dirname(setupLog), { recursive: true })
  const log = openSync(setupLog, "w")
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", log, log],
    shell: process.platform === "win32" && program === "npm",
  })
  const code = await new Promise((done) => {
    child.once("error", () => done(127))
    child.once("close", done)
  })
  closeSync(log)
  if (code === 0) return
  const said = readOrEmpty(setupLog).trim().split("\n").slice(-25).join("\n")
  throw new SetupError(`${said}\n\nThe step above failed; everything it said is in .data/setup.log.`)
}

/** A digest of files and folders by content, tests left out. */
function digestOf(paths) {
  const hash = createHash("sha256")
  const add = (path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false })
    if (found === undefined || path === "lib/db/generated" || path === "lib/testing") return
    if (found.isDirectory()) {
      for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`)
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(`${path}\0`).update(readFileSync(join(root, path)))
    }
  }
  for (const path of paths) add(path)
  return hash.digest("hex")
}

function readOrEmpty(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : ""
}
