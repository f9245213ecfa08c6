import { CopyButton } from "./copy-button"

/** Text to be taken as it is: a payload, a command, a key. */
export function CodeBlock({ code, label, copy = true }: { code: string; label: string; copy?: boolean }) {
  return (
    <figure aria-label={label} className="relative m-0">
      {copy && (
        <span className="absolute top-1.5 right-3 rounded-sm bg-well pl-2 text-xs">
          <CopyButton text={code} />
        </span>
      )}
      <pre
        {...{ tabIndex: 0 }}
        className="overflow-x-auto rounded-md bg-well px-3 py-2.5 text-xs max-md:pt-8 leading-[1.55] text-ink-2"
      >
        {code}
      </pre>
    </figure>
  )
}
