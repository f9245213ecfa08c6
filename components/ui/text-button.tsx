import type { ComponentProps } from "react"

/** A button that reads as a link: it acts on this page, it does not lead away. */
export function TextButton({ type = "button", ...rest }: Omit<ComponentProps<"button">, "className">) {
  return (
    <button
      type={type}
      className="text-accent underline-offset-2 hover:underline disabled:text-ink-3"
      {...rest}
    />
  )
}
