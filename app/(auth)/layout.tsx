import type { ReactNode } from "react"
import { Logo } from "@/components/shell/logo"

/** One narrow column: these pages ask a few things and nothing else. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto w-full max-w-[400px] px-4 py-10 md:py-20">
      <header className="mb-8 flex items-center gap-2 font-semibold">
        <Logo />
        Tollgate
      </header>
      <main>{children}</main>
    </div>
  )
}
