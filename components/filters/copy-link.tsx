"use client"

import { useState } from "react"
import { Button } from "@/components/ui/button"

/** Copies the address, which is the whole view. */
export function CopyLink() {
  const [said, setSaid] = useState("Copy link")
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href)
      setSaid("Copied")
    } catch {
      // Browsers offer no clipboard on plain HTTP.
      setSaid("Copy it from the address bar")
    }
    setTimeout(() => setSaid("Copy link"), 2_000)
  }
  return (
    <Button kind="plain" onClick={copy}>
      <span role="status">{said}</span>
    </Button>
  )
}
