"use client"

import { useEffect, useState } from "react"
import { TextButton } from "./text-button"

/** Copies `text` and says so for two seconds; without a clipboard it says what to do instead. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [said, setSaid] = useState("")
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(""), 2_000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid("Copied")
    } catch {
      // Browsers offer no clipboard on plain HTTP.
      setSaid("Select and copy by hand")
    }
  }
  return (
    <TextButton onClick={copy}>
      {said || label}
      <span role="status" className="sr-only">
        {said}
      </span>
    </TextButton>
  )
}
