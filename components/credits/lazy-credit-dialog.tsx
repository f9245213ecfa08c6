"use client"

import dynamic from "next/dynamic"
import { Button } from "@/components/ui/button"

// Few open it: the page does not wait for its form.
export const LazyCreditDialog = dynamic(
  () => import("./credit-dialog").then((module) => module.CreditDialog),
  { ssr: false, loading: () => <Button disabled>Add a credit</Button> },
)
