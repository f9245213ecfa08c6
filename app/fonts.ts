import { GeistMono } from "geist/font/mono"
import { GeistSans } from "geist/font/sans"

/** Classes that define `--font-geist-sans` and `--font-geist-mono`; the files ship with the package. */
export const fontVariables = `${GeistSans.variable} ${GeistMono.variable}`
