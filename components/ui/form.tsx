import { clsx } from "clsx"
import { type ComponentProps, type ReactNode, useId } from "react"

const fieldClass =
  "h-(--control) w-full rounded-md border bg-surface px-2.5 text-ink placeholder:text-ink-3 [&[type=file]]:py-1 disabled:border-line disabled:text-ink-3"

export interface FormRowProps {
  label: string
  /** What to write here, or why. */
  hint?: ReactNode
  /** What is wrong with it, as a sentence. */
  error?: string | undefined
}

interface Described extends FormRowProps {
  id: string
  children: ReactNode
}

function FormRow({ id, label, hint, error, children }: Described) {
  return (
    <div className="mb-4 grid gap-1">
      <label htmlFor={id} className="text-xs text-ink-2">
        {label}
      </label>
      {children}
      {hint && !error && (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-hint`} className="text-xs text-bad" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

function described(id: string, { hint, error }: FormRowProps) {
  return {
    id,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": hint || error ? `${id}-hint` : undefined,
  }
}

export interface TextFieldProps extends FormRowProps, Omit<ComponentProps<"input">, "className" | "id"> {}

export function TextField({ label, hint, error, type = "text", ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <FormRow id={id} label={label} hint={hint} error={error}>
      <input
        type={type}
        className={clsx(fieldClass, error ? "border-bad" : "border-control")}
        {...described(id, { label, hint, error })}
        {...rest}
      />
    </FormRow>
  )
}

export interface SelectFieldProps extends FormRowProps, Omit<ComponentProps<"select">, "className" | "id"> {
  choices: readonly { value: string; label: string }[]
}

/** The browser's own select: it needs no script and is the best there is on a phone. */
export function SelectField({ label, hint, error, choices, ...rest }: SelectFieldProps) {
  const id = useId()
  return (
    <FormRow id={id} label={label} hint={hint} error={error}>
      <select
        className={clsx(fieldClass, error ? "border-bad" : "border-control")}
        {...described(id, { label, hint, error })}
        {...rest}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </FormRow>
  )
}

export interface CheckFieldProps extends Omit<ComponentProps<"input">, "className" | "id" | "type"> {
  label: string
  hint?: ReactNode
}

export function CheckField({ label, hint, ...rest }: CheckFieldProps) {
  const id = useId()
  return (
    <div className="mb-2 grid grid-cols-[auto_1fr] items-baseline gap-x-2">
      <input id={id} type="checkbox" className="size-3.5 accent-accent" {...rest} />
      <label htmlFor={id} className="py-1">
        {label}
      </label>
      {hint && <p className="col-start-2 text-xs text-ink-3">{hint}</p>}
    </div>
  )
}

/** The buttons that end a form: the one that does it first. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap items-center gap-2">{children}</div>
}
