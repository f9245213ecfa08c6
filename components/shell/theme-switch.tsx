"use client"

import { useTheme } from "next-themes"
import { TextButton } from "@/components/ui/text-button"

export function ThemeSwitch() {
  const { resolvedTheme, setTheme } = useTheme()
  return (
    <TextButton onClick={() => setTheme(resolvedTheme === "dark" ? "light" : "dark")}>
      Switch theme
    </TextButton>
  )
}
