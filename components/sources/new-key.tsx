"use client"

import { createContext, type ReactNode, useContext, useMemo, useState } from "react"
import type { CreatedKey } from "@/lib/auth/key-schema"

/** What was just made to send with. */
export interface Made {
  /** What it is called: the key, or the source that signs. */
  name: string
  /** Null for a source that signs. */
  key: CreatedKey | null
  /** Of a source that signs. */
  secret: string | null
  /** Where that sends to, below the host. */
  address: string | null
  /** The way in of its source. */
  kind: string
  /** Until then the former secret is good too. */
  formerUntil: string | null
}

interface NewKey {
  /** The key or secret that was just made. Only this page has it, and only until it is left. */
  made: Made | null
  setMade: (made: Made | null) => void
}

const Context = createContext<NewKey>({ made: null, setMade: () => undefined })

/** Carries what was made from the dialog that made it to the section that shows it. */
export function NewKeyProvider({ children }: { children: ReactNode }) {
  const [made, setMade] = useState<Made | null>(null)
  const value = useMemo(() => ({ made, setMade }), [made])
  return <Context value={value}>{children}</Context>
}

export function useNewKey(): NewKey {
  return useContext(Context)
}

/** A key, of a source whose way in is known or of any. */
export function madeKey(key: CreatedKey, kind = "events"): Made {
  return { name: key.name, key, secret: null, address: null, kind, formerUntil: null }
}

/** What helps somebody who has no key yet; a new key brings its own. */
export function BeforeFirstKey({ children }: { children: ReactNode }) {
  return useNewKey().made === null ? children : null
}
