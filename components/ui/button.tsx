import { clsx } from "clsx"
import Link from "next/link"
import type { ComponentProps } from "react"

export type ButtonKind = "plain" | "outlined" | "primary"

const KINDS: Record<ButtonKind, string> = {
  plain: "border-transparent px-1.5 text-ink-2 hover:bg-hover hover:text-ink",
  outlined: "border-control px-2.5 font-medium text-ink hover:bg-hover",
  primary:
    "border-accent bg-accent px-2.5 font-medium text-on-accent hover:border-accent-hover hover:bg-accent-hover",
}

/** Shared by buttons, links that look like buttons, and menu triggers. */
export function buttonClass(kind: ButtonKind = "outlined"): string {
  return clsx(
    "inline-flex h-(--control) items-center justify-center gap-1.5 rounded-md border whitespace-nowrap",
    "transition-colors duration-(--fast) ease-(--ease)",
    "disabled:cursor-default disabled:border-line disabled:bg-transparent disabled:text-ink-3",
    KINDS[kind],
  )
}

export interface ButtonProps extends Omit<ComponentProps<"button">, "className"> {
  kind?: ButtonKind
}

export function Button({ kind = "outlined", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={buttonClass(kind)} {...rest} />
}

export interface ButtonLinkProps extends Omit<ComponentProps<typeof Link>, "className"> {
  kind?: ButtonKind
}

export function ButtonLink({ kind = "outlined", ...rest }: ButtonLinkProps) {
  return <Link className={buttonClass(kind)} {...rest} />
}
