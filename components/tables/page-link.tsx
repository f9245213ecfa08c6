import Link from "next/link"

/** A small link beside a name that narrows: it leads to the thing's own page. */
export function PageLink({ name, href }: { name: string; href: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label="Own page"
      title={`Page of ${name}`}
      // Drawn, not written: a cell's text stays the name alone.
      className="inline-grid size-6 flex-none place-items-center align-middle text-ink-3 after:content-['↗'] hover:text-ink print:hidden"
    />
  )
}
