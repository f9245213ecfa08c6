"use client"

import { createContext, type ReactNode, useContext, useMemo, useState } from "react"
import type { CreatedKey } from "@/lib/auth/key-schema"

interface NewKey {
  /** The key that was just made. Only this page has it, and only until it is left. */
  created: CreatedKey | null
  setCreated: (key: CreatedKey | null) => void
}

const Context = createContext<NewKey>({ created: null, setCreated: () => undefined })

/** Carries a new key from the dialog that made it to the section that shows it. */
export function NewKeyProvider({ children }: { children: ReactNode }) {
  const [created, setCreated] = useState<CreatedKey | null>(null)
  const value = useMemo(() => ({ created, setCreated }), [created])
  return <Context value={value}>{children}</Context>
}

export function useNewKey(): NewKey {
  return useContext(Context)
}

/** What helps somebody who has no key yet; a new key brings its own. */
export function BeforeFirstKey({ children }: { children: ReactNode }) {
  return useNewKey().created === null ? children : null
}
