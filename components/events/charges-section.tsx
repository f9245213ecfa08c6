import { clsx } from "clsx"
import { ScrollFrame } from "@/components/ui/scroll-frame"
import { Section } from "@/components/ui/section"
import type { EventDetail } from "@/lib/ledger/schema"
import { formatCount } from "@/lib/money-format"
import { type ChargeLine, type PrintedCharge, printCharges } from "./charge-rows"

/** Tokens of each class times its rate, charge by charge, down to what the call is billed. */
export function ChargesSection({ event }: { event: EventDetail }) {
  const { charges, hasContract, tokens, billed } = printCharges(event)
  return (
    <Section title="Charges">
      {charges.map((charge) => (
        <div key={charge.line} className="mb-4 last:mb-0">
          <h3 className="mb-0.5">
            {charge.kind.replaceAll("_", " ")}{" "}
            <span className="font-regular text-ink-3 wrap-anywhere">{charge.model}</span>
          </h3>
          <ChargeTable charge={charge} hasContract={hasContract} />
        </div>
      ))}
      {charges.length > 1 && (
        <p className="mt-3 grid grid-cols-[minmax(0,1fr)_auto_auto] gap-6 border-t border-control pt-2 font-semibold">
          <span>Call</span>
          <span className="font-regular">{formatCount(tokens)} tokens</span>
          <span>{billed}</span>
        </p>
      )}
    </Section>
  )
}

function ChargeTable({ charge, hasContract }: { charge: PrintedCharge; hasContract: boolean }) {
  if (charge.lines.length === 0) {
    return (
      <p className="flex justify-between text-ink-2">
        No tokens and no pieces were counted. <span>{charge.billed}</span>
      </p>
    )
  }
  return (
    <>
      <ScrollFrame label={`Charge ${charge.line + 1}, ${charge.kind.replaceAll("_", " ")}`} focusable>
        <table className="table" data-density="tight">
          <thead>
            <tr>
              <th scope="col" data-align="left">
                Class
              </th>
              <th scope="col">Tokens</th>
              <th scope="col" data-phone={hasContract ? "hidden" : undefined}>
                List, per M
              </th>
              {hasContract && <th scope="col">Contract, per M</th>}
              <th scope="col">Billed</th>
            </tr>
          </thead>
          <tbody>
            {charge.lines.map((line) => (
              <ChargeRow key={line.key} line={line} hasContract={hasContract} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" data-align="left">
                Charge
              </th>
              <td>{formatCount(charge.tokens)}</td>
              <td data-phone={hasContract ? "hidden" : undefined} />
              {hasContract && <td />}
              <td>{charge.billed}</td>
            </tr>
          </tfoot>
        </table>
      </ScrollFrame>
      {charge.split && (
        <p className="mt-1 text-xs text-ink-3">
          The biller states one amount. It is split over the classes in proportion to the price list.
        </p>
      )}
    </>
  )
}

function ChargeRow({ line, hasContract }: { line: ChargeLine; hasContract: boolean }) {
  const rate = line.ofWhich ? "" : "text-ink-2"
  return (
    <tr data-muted={line.ofWhich ? "" : undefined}>
      <th scope="row" data-align="left">
        <span className={clsx(line.ofWhich && "pl-3.5")}>
          {line.ofWhich ? `of which ${line.key.replaceAll("_", " ")}` : line.key}
        </span>
      </th>
      <td>{line.quantity}</td>
      <td className={rate} data-phone={hasContract ? "hidden" : undefined}>
        {line.list}
      </td>
      {hasContract && <td className={rate}>{line.contract}</td>}
      <td>{line.billed}</td>
    </tr>
  )
}
