"use client"

import { useEffect, useRef } from "react"

/** Tells the page how tall the sticky bar around it is: table heads stick below it, and focus never hides under it. */
export function BarHeight() {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const bar = mark.current?.parentElement
    if (!bar) return
    const root = document.documentElement
    const observer = new ResizeObserver(() => root.style.setProperty("--bar", `${bar.offsetHeight}px`))
    observer.observe(bar)
    return () => {
      observer.disconnect()
      root.style.removeProperty("--bar")
    }
  }, [])
  return <span ref={mark} hidden />
}
