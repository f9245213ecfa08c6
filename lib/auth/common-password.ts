/** Words that people build passwords from, most used first within each line. */
const WORDS = `
password passwort passord contrasena motdepasse senha parola haslo wachtwoord kennwort mypassword passw pass
welcome welkom willkommen bienvenue letmein letmeinnow login signin master admin administrator root user guest
default changeme change secret private access system server database manager company business office temp
test testing tester demo sample example qwerty qwertz azerty qwer asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm
qwertyuiop qwertzuiop azertyuiop iloveyou ilove loveyou loveme lovely love lover forever together always
princess prince queen king angel angels babygirl baby babyboy sweetheart sweety sweetie honey cutie darling
sunshine sunny moonlight starlight rainbow butterfly flower flowers summer winter spring autumn september
october november december january february march april monday tuesday wednesday thursday friday saturday sunday
football soccer baseball basketball hockey tennis golf cricket rugby running swimming lakers yankees cowboys
steelers eagles packers patriots liverpool arsenal chelsea barcelona realmadrid manchester juventus bayern
superman batman spiderman ironman wolverine pokemon pikachu mickey snoopy garfield naruto goku zelda mario
starwars startrek matrix avatar jedi skywalker vader gandalf frodo hogwarts potter harrypotter
monkey dragon tiger lion eagle falcon panther cheetah elephant dolphin shark wolf bear horse puppy kitten
doggie kitty chicken turtle snake spider phoenix unicorn scorpion mustang ferrari porsche mercedes corvette
camaro harley yamaha kawasaki suzuki honda toyota chevrolet ford bmw audi
michael jennifer jordan ashley jessica michelle charlie andrew daniel joshua matthew anthony robert thomas
william richard joseph david james john george nicole amanda hannah samantha elizabeth victoria alexander
alexandra christopher christian jonathan nicholas benjamin patrick brandon justin tyler austin heather
stephanie melissa rebecca barbara maria andrea sandra claudia martin peter stefan thomas carlos antonio
francisco alejandro fernando roberto natasha tatiana svetlana vladimir sergey dmitry ivan maggie buster
ginger pepper cookie chocolate cheese banana orange apple cherry peaches strawberry coffee whiskey
computer internet google facebook microsoft windows apple android samsung youtube twitter instagram linkedin
hacker hacking coding developer programmer linux ubuntu oracle mysql postgres postgresql docker kubernetes
money dollar diamond silver golden gold platinum million lottery jackpot casino
trustno trustnoone whatever nothing something anything nopassword mypass thepass mysecret topsecret
blink metallica nirvana slipknot eminem beatles hello goodbye hellohello helloworld worldhello world
freedom america american canada australia england london paris berlin madrid moscow newyork california texas
florida chicago boston shadow killer hunter ranger warrior soldier sniper gangster ninja samurai viking
knight wizard magic merlin hammer thunder lightning storm fire ice blue purple yellow green black white red
maverick blaster corona covid lockdown pandemic jesus christ church blessed heaven hallelujah
tollgate ledger openai anthropic chatgpt
`

const COMMON = new Set(WORDS.split(/\s+/).filter((word) => word !== ""))

const ROWS = [
  "01234567890",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "azertyuiop",
  "1q2w3e4r5t6z7u8i9o0p",
  "1q2w3e4r5t6y7u8i9o0p",
  "qazwsxedcrfvtgbyhnujmikolp",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
  "!@#$%^&*()",
]

const LEET: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
}

/** Longest tail of digits and signs that people hang on a word. */
const MAX_TAIL = 6

function reversed(text: string): string {
  return [...text].reverse().join("")
}

/** The same few characters over and over: `aaaaaaaa`, `abcabcabc`, `12121212`. */
function isRepetition(text: string): boolean {
  for (let unit = 1; unit <= Math.min(4, text.length / 2); unit += 1) {
    if (
      text
        .slice(0, unit)
        .repeat(Math.ceil(text.length / unit))
        .startsWith(text)
    )
      return true
  }
  return false
}

/** Pieces of at least three neighbours of a keyboard row or of the alphabet, end to end. */
function isWalk(text: string): boolean {
  let rest = text
  while (rest !== "") {
    let taken = 0
    for (const row of ROWS.flatMap((line) => [line, reversed(line)])) {
      for (let length = rest.length; length > Math.max(taken, 2); length -= 1) {
        if (row.includes(rest.slice(0, length))) taken = length
      }
    }
    if (taken === 0) return false
    rest = rest.slice(taken)
  }
  return true
}

function unleet(text: string): string {
  return [...text].map((letter) => LEET[letter] ?? letter).join("")
}

/** A word said twice is the word. */
function once(text: string): string {
  const half = text.slice(0, text.length / 2)
  return half !== "" && half + half === text ? half : text
}

/**
 * Whether a password is one of those that guessing tries first: a common word, plain or in figures for
 * letters, with digits or signs around it; a walk over the keyboard; a repetition; or made of `own`
 * words (the e-mail address, the organisation's name).
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const text = password.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, "")
  if (isRepetition(text) || isWalk(text)) return true
  const said = once(text)
  const ownWords = own
    .flatMap((word) => word.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .filter((w) => w.length >= 4)
  const isKnown = (word: string): boolean => COMMON.has(word) || ownWords.includes(word)
  for (const form of [said, unleet(said)]) {
    const bare = form.replace(/^[\d\W_]{0,6}/, "")
    for (let tail = 0; tail <= MAX_TAIL; tail += 1) {
      const kept = bare.slice(0, bare.length - tail)
      const cut = said.slice(said.length - tail)
      if (/^[\d\W_]*$/.test(cut) && (isKnown(kept) || isKnown(unleet(kept)))) return true
    }
  }
  return false
}
