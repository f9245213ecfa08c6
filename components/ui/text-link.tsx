import { clsx } from "clsx"
import Link from "next/link"
import type { ComponentProps } from "react"

export interface TextLinkProps extends Omit<ComponentProps<typeof Link>, "className"> {
  /** Within running text a link is underlined, since colour alone would not tell it apart. */
  inline?: boolean
  /** Figures and names keep their colour and show the underline on hover. */
  quiet?: boolean
}

export function TextLink({ inline = false, quiet = false, ...rest }: TextLinkProps) {
  return (
    <Link
      className={clsx(
        "underline-offset-2 hover:underline",
        quiet ? "text-inherit" : "text-accent",
        inline && "underline decoration-1",
      )}
      {...rest}
    />
  )
}
